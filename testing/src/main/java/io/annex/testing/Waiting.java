package io.annex.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for conditions, never for the clock alone. All times are written as a
 * quiet machine needs them, and are longer where the machine is busy.
 */
public final class Waiting {
    /** How long a test waits for what mostly takes no second. */
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    /** So that those who wait leave the machine to what they wait for. */
    private static final long LONGEST_PAUSE_NANOS = 25_000_000;

    private Waiting() {
    }

    /**
     * Waits until a condition holds, and fails with {@code what} if it never does.
     */
    public static void until(String what, BooleanSupplier condition) {
        until(USUAL, () -> what, condition);
    }

    /**
     * The same for what is to be told at the end of the time.
     *
     * @param what
     *            is asked when it did not come true
     */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        until(USUAL, what, condition);
    }

    /**
     * For what takes long, or must not.
     *
     * @param quiet
     *            the most that it may take on a quiet machine
     */
    public static void until(Duration quiet, String what, BooleanSupplier condition) {
        until(quiet, () -> what, condition);
    }

    private static void until(Duration quiet, Supplier<String> what, BooleanSupplier condition) {
        Deadline deadline = Deadline.in(quiet);
        long pause = FIRST_PAUSE_NANOS;
        while (!condition.getAsBoolean()) {
            // A condition that needs long itself is asked once more after its time.
            if (deadline.hasPassed() && !condition.getAsBoolean()) {
                throw new AssertionError("did not come true in " + deadline + ": " + what.get());
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("was interrupted, and has not come true: " + what.get());
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    /** What a future is completed with. */
    public static <T> T get(String what, Future<T> future) throws InterruptedException, ExecutionException {
        Deadline deadline = Deadline.in(USUAL);
        while (true) {
            try {
                return future.get(deadline.left(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (deadline.hasPassed()) {
                    throw new AssertionError("did not come in " + deadline + ": " + what, e);
                }
            }
        }
    }

    /** Waits until a latch is open. */
    public static void open(String what, CountDownLatch latch) throws InterruptedException {
        Deadline deadline = Deadline.in(USUAL);
        while (!latch.await(deadline.left(), TimeUnit.NANOSECONDS)) {
            if (deadline.hasPassed()) {
                throw new AssertionError("did not come true in " + deadline + ": " + what);
            }
        }
    }

    /**
     * The exit status of a process, once it has ended; one that does not end is
     * killed, and the test fails.
     */
    public static int exit(Process process) throws InterruptedException {
        return exit(USUAL, process);
    }

    /**
     * The same for a process that may take longer.
     *
     * @param quiet
     *            the most that it may take on a quiet machine
     */
    public static int exit(Duration quiet, Process process) throws InterruptedException {
        Deadline deadline = Deadline.in(quiet);
        while (!process.waitFor(deadline.left(), TimeUnit.NANOSECONDS)) {
            if (deadline.hasPassed()) {
                String what = process.info().commandLine().orElse("process " + process.pid());
                process.destroyForcibly();
                throw new AssertionError("did not end in " + deadline + ": " + what);
            }
        }
        return process.exitValue();
    }

    /**
     * How long this machine may take for what a quiet one does in some time: for
     * the time-outs of clients, and for bounds of what was measured.
     */
    public static Duration time(Duration quiet) {
        return Duration.ofNanos((long) (quiet.toNanos() * Slowness.ofThisMachine().factor()));
    }

    /** The time-out of a client that asks for nothing that takes time. */
    public static Duration time() {
        return time(USUAL);
    }

    /**
     * How long something took that must be fast, as a quiet machine would have
     * needed for it.
     *
     * @param nanos
     *            what it took
     */
    public static Duration quiet(long nanos) {
        return Duration.ofNanos((long) (nanos / Slowness.ofThisMachine().measureAgain()));
    }
}
