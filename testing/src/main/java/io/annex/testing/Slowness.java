package io.annex.testing;

import java.io.IOException;
import java.util.concurrent.SynchronousQueue;
import java.util.zip.CRC32;

/**
 * How many times slower than a quiet machine this one is: the worst of three
 * small pieces of work that tests are made of, namely computing, handing over
 * between threads and starting a process.
 *
 * <p>
 * It is measured when a JVM first waits for something, and again when a time is
 * over, as a load may have come since; the worst that was seen counts. A fixed
 * large time would do for a busy machine as well, but then a test that hangs
 * would take minutes to fail on a quiet one.
 */
final class Slowness {
    /**
     * Of no machine more is believed: something else is wrong with it. Twenty busy
     * loops on two cores make it about ten times slower.
     */
    static final double MOST = 12;

    private static final int ROUNDS = 4;
    /**
     * What the rounds take at the most on a quiet machine of two cores, with room
     * for an older one: half of it was measured.
     */
    private static final double QUIET_COMPUTING_NANOS = 60e6;
    private static final double QUIET_HANDING_OVER_NANOS = 30e6;
    private static final double QUIET_STARTING_NANOS = 50e6;

    private static final int BLOCKS = 400;
    private static final int STEPS = 3_000_000;
    private static final int HANDED_OVER = 300;
    private static final int STARTED = 3;

    private static final Slowness OF_THIS_MACHINE = new Slowness();

    /** 0 before it is measured for the first time. */
    private volatile double worst;

    private Slowness() {
    }

    static Slowness ofThisMachine() {
        return OF_THIS_MACHINE;
    }

    /** The worst that was seen so far: 1 for a quiet machine. */
    double factor() {
        return worst == 0 ? measureFirst() : worst;
    }

    private synchronized double measureFirst() {
        if (worst == 0) {
            // Not measured: what loads classes and compiles.
            round(new double[3]);
            measureAgain();
        }
        return worst;
    }

    /** The same after another look at the machine. */
    synchronized double measureAgain() {
        double[] nanos = new double[3];
        for (int i = 0; i < ROUNDS; i++) {
            round(nanos);
        }
        worst = Math.max(worst, of(nanos[0], nanos[1], nanos[2]));
        return worst;
    }

    static double of(double computing, double handingOver, double starting) {
        double most = Math.max(computing / QUIET_COMPUTING_NANOS,
                Math.max(handingOver / QUIET_HANDING_OVER_NANOS, starting / QUIET_STARTING_NANOS));
        return Math.clamp(most, 1, MOST);
    }

    private static void round(double[] nanos) {
        long begun = System.nanoTime();
        compute();
        long computed = System.nanoTime();
        handOver();
        long handedOver = System.nanoTime();
        startProcesses();
        nanos[0] += computed - begun;
        nanos[1] += handedOver - computed;
        nanos[2] += System.nanoTime() - handedOver;
    }

    private static void compute() {
        byte[] block = new byte[1 << 16];
        CRC32 sum = new CRC32();
        for (int i = 0; i < BLOCKS; i++) {
            sum.update(block);
        }
        long number = sum.getValue() | 1;
        for (int i = 0; i < STEPS; i++) {
            number ^= number << 13;
            number ^= number >>> 7;
            number ^= number << 17;
        }
        if (number == 0) {
            throw new AssertionError("no step leads to zero");
        }
    }

    private static void handOver() {
        SynchronousQueue<Integer> there = new SynchronousQueue<>();
        SynchronousQueue<Integer> back = new SynchronousQueue<>();
        Thread other = Thread.ofPlatform().daemon().name("hand-over").start(() -> {
            try {
                for (int i = 0; i < HANDED_OVER; i++) {
                    back.put(there.take());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            for (int i = 0; i < HANDED_OVER; i++) {
                there.put(i);
                back.take();
            }
        } catch (InterruptedException e) {
            other.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private static void startProcesses() {
        try {
            for (int i = 0; i < STARTED; i++) {
                new ProcessBuilder("true").start().waitFor();
            }
        } catch (IOException e) {
            throw new IllegalStateException("the slowness of this machine cannot be measured", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
