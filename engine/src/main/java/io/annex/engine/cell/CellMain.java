package io.annex.engine.cell;

import io.annex.engine.Engine;
import io.annex.engine.EngineOptions;
import io.annex.engine.EngineOptions.Spare;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Isolation;
import io.annex.engine.LogPace;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Placement;
import io.annex.engine.SteadyThread;
import io.annex.engine.Stop;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import io.annex.engine.WorkersStatus;
import io.annex.engine.isolate.IsolateEngine;
import io.annex.engine.sandbox.Sandbox;
import io.annex.engine.sandbox.SandboxPolicy;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The child process: runs workers for the front at the other end of its one
 * channel, and ends when that channel does.
 *
 * <p>
 * The main thread reads. What it offers is taken by workers, which write their
 * answers themselves: those of one drain with one call to the operating system.
 */
public final class CellMain {
    /**
     * Argument instead of a socket: fill the cache at the next argument, and end.
     */
    static final String PREPARE = "--prepare";
    /**
     * Number in the greeting: a cell that records an ahead-of-time cache must write
     * it.
     */
    static final int UNCONFINED = 1;
    private static final long MOST_BLOCK_BYTES = 512L << 20;
    private static final long STATUS_MILLIS = 500;
    private static final long LOG_MILLIS = 50;

    private final SocketChannel channel;
    private final Outbox outbox = new Outbox();
    private final Map<Integer, Guest> guests = new ConcurrentHashMap<>();
    private final Map<Integer, OpReply> ops = new ConcurrentHashMap<>();
    private final AtomicInteger lastOp = new AtomicInteger();
    private final Thread reader = Thread.currentThread();
    /** What event loops would do at the end of a turn; the reader's alone. */
    private final List<Runnable> afterReading = new ArrayList<>();
    private final Executor loop = this::onLoop;
    private @Nullable Engine engine;
    /** The ticker's alone. */
    private long nextStatus = System.nanoTime();

    private CellMain(SocketChannel channel) {
        this.channel = channel;
        CellLogging.to(outbox);
    }

    /**
     * Runs until the front has gone.
     *
     * @param arguments
     *            the socket of the front
     */
    public static void main(String[] arguments) {
        int status = 0;
        if (arguments[0].equals(PREPARE)) {
            IsolateEngine.start(new EngineOptions(Long.parseLong(arguments[2]), Path.of(arguments[1]), Spare.FIRST))
                    .close();
            Runtime.getRuntime().halt(0);
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
            new CellMain(channel).run();
        } catch (IOException e) {
            // The front has gone.
        } catch (RuntimeException | Error e) {
            System.err.println("Fatal: " + e);
            status = 1;
        }
        // Whatever still runs has nobody to work for.
        Runtime.getRuntime().halt(status);
    }

    private void run() throws IOException {
        Inbox inbox = new Inbox(MOST_BLOCK_BYTES);
        while (inbox.read(channel, this::received)) {
            for (int i = 0; i < afterReading.size(); i++) {
                afterReading.get(i).run();
            }
            afterReading.clear();
        }
    }

    /**
     * Workers deliver on their own thread; what the reader asks for is done when
     * all that it has read is offered.
     */
    private void onLoop(Runnable task) {
        if (Thread.currentThread() == reader) {
            afterReading.add(task);
        } else {
            task.run();
            flush();
        }
    }

    private void flush() {
        try {
            outbox.flush(channel);
        } catch (IOException e) {
            Runtime.getRuntime().halt(0);
        }
    }

    // ---- what the front says
    // --------------------------------------------------------------------------------------

    private void received(Frame frame) {
        switch (frame.kind) {
            case Frame.HELLO -> hello(frame);
            case Frame.OPEN -> open(frame);
            case Frame.EXCHANGE -> {
                Guest guest = guests.get(frame.a);
                if (guest != null) {
                    guest.offer(frame);
                }
            }
            case Frame.ABANDON -> {
                Guest guest = guests.get(frame.a);
                if (guest != null) {
                    guest.abandon(frame.b);
                }
            }
            case Frame.TAKEN -> {
                Guest guest = guests.get(frame.a);
                if (guest != null) {
                    guest.taken(frame.b, (int) frame.c);
                }
            }
            case Frame.OP_REPLY -> opReply(frame);
            case Frame.CLOSE -> {
                Guest guest = guests.remove(frame.a);
                if (guest != null) {
                    guest.close();
                }
            }
            case Frame.PING -> {
                outbox.add(Frame.PONG, 0, 0, 0);
                flush();
            }
            default -> throw new IllegalStateException("a frame of kind " + frame.kind);
        }
    }

    private void hello(Frame frame) {
        Path cache = Path.of(frame.text(0));
        // Before any other thread is started: what a thread gives up holds for those
        // that it starts.
        String report = "";
        SandboxPolicy policy = SandboxPolicy.forJava(Long.parseLong(frame.text(1))).reading(cache);
        if (frame.a == UNCONFINED) {
            Sandbox.rehearse(policy);
        } else {
            report = Sandbox.enter(policy).toString();
        }
        engine = IsolateEngine.start(new EngineOptions(frame.c, cache, Spare.FIRST));
        SteadyThread.of("annex-cell-tick", this::tick).start();
        outbox.add(Frame.READY, 0, 0, 0, Frame.utf8(report));
        flush();
        // What the start has left is a quarter of a cell's memory, and most cells wait
        // for their program now.
        System.gc();
    }

    private void open(Frame frame) {
        Engine started = engine;
        if (started == null) {
            throw new IllegalStateException("a program before the greeting");
        }
        Guest guest = new Guest(frame.a);
        guests.put(frame.a, guest);
        guest.open(started, frame);
    }

    private void opReply(Frame frame) {
        OpReply reply = ops.remove(frame.b);
        if (reply == null) {
            return;
        }
        switch (frame.a) {
            case 1 -> reply.ok(frame.text(0));
            case 2 -> {
                byte[] bytes = frame.bytes(0);
                reply.ok(bytes == null ? new byte[0] : bytes);
            }
            case 3 -> {
                byte[] bytes = frame.bytes(1);
                reply.ok(frame.text(0), bytes == null ? new byte[0] : bytes);
            }
            default -> reply.fail(frame.text(0));
        }
    }

    // ---- what is said to the front
    // --------------------------------------------------------------------------------

    /**
     * Lines of logs that nothing else takes along, and the figures of the workers.
     */
    private void tick() throws InterruptedException {
        Thread.sleep(LOG_MILLIS);
        if (System.nanoTime() - nextStatus >= 0) {
            nextStatus = System.nanoTime() + STATUS_MILLIS * 1_000_000;
            guests.values().forEach(Guest::status);
            guests.values().forEach(Guest::sayDropped);
        }
        if (!outbox.isEmpty()) {
            flush();
        }
    }

    /** One program, and the host that its workers believe to be theirs. */
    private final class Guest implements Host {
        private final int number;
        private final Map<Integer, Offered> offered = new ConcurrentHashMap<>();
        private @Nullable Workers workers;
        private final AtomicLong droppedLines = new AtomicLong();
        private LogPace logPace = new LogPace(0);
        private volatile boolean loaded;
        private boolean saidRemembers;
        private WorkersStatus said = new WorkersStatus(-1, 0, 0, 0, 0, 0, false);

        Guest(int number) {
            this.number = number;
        }

        void open(Engine started, Frame frame) {
            WorkerLimits limits = Wire.limits(frame.text(5));
            logPace = new LogPace(limits.logLines());
            Workers opened = started.open(Wire.program(frame), new Placement(Isolation.THREAD, ""), limits, this);
            workers = opened;
            opened.load().whenComplete((text, failure) -> {
                String said = failure == null ? text : String.valueOf(rootOf(failure).getMessage());
                outbox.add(Frame.LOADED, number, failure == null ? 1 : 0, 0, Frame.utf8(said));
                flush();
                loaded = failure == null;
            });
        }

        private static Throwable rootOf(Throwable failure) {
            Throwable root = failure;
            while (root instanceof java.util.concurrent.CompletionException && root.getCause() != null) {
                root = root.getCause();
            }
            return root;
        }

        void offer(Frame frame) {
            Workers opened = workers;
            if (opened != null) {
                Offered exchange = new Offered(this, frame.b, frame.text(0), frame.bytes(1),
                        System.nanoTime() - frame.c);
                offered.put(frame.b, exchange);
                opened.offer(exchange);
            }
        }

        void taken(int id, int bytes) {
            Offered exchange = offered.get(id);
            Workers opened = workers;
            if (exchange != null && opened != null) {
                opened.taken(exchange, bytes);
            }
        }

        void abandon(int id) {
            Offered exchange = offered.get(id);
            Workers opened = workers;
            if (exchange != null && opened != null) {
                opened.abandon(exchange);
            }
        }

        void close() {
            Workers opened = workers;
            if (opened != null) {
                opened.close();
            }
        }

        void status() {
            Workers opened = workers;
            if (opened == null || !loaded) {
                return;
            }
            WorkersStatus now = opened.status();
            boolean remembers = opened.remembers();
            if (!now.equals(said) || remembers != saidRemembers) {
                said = now;
                saidRemembers = remembers;
                outbox.add(Frame.STATUS, number, now.workers(), now.heapBytes(),
                        Frame.utf8(Long.toString(now.externalBytes())), Frame.utf8(remembers ? Frame.REMEMBERS : ""));
            }
        }

        @Override
        public void op(Op op, OpReply reply) {
            int id = lastOp.incrementAndGet();
            ops.put(id, reply);
            outbox.add(Frame.OP, number, idOf(op.exchange()), id, Frame.utf8(op.name()), Frame.utf8(op.text()),
                    Frame.orNone(op.bytes()));
            flush();
        }

        /** The front limits lines too, but what it will not write need not cross. */
        @Override
        public void log(String level, String message, @Nullable String exchange) {
            if (!logPace.take()) {
                droppedLines.incrementAndGet();
                return;
            }
            outbox.add(Frame.LOG, number, exchange == null ? 0 : Integer.parseInt(exchange), 0, Frame.utf8(level),
                    Frame.utf8(message));
            if (outbox.isLong()) {
                flush();
            }
        }

        @Override
        public void dropped(long lines) {
            droppedLines.addAndGet(lines);
        }

        void sayDropped() {
            long lines = droppedLines.getAndSet(0);
            if (lines > 0) {
                outbox.add(Frame.DROPPED, number, 0, lines);
            }
        }

        @Override
        public void breach(Stop stop, @Nullable Exchange exchange) {
            outbox.add(Frame.BREACH, number, idOf(exchange), 0, Frame.utf8(stop.reason().code()),
                    Frame.utf8(stop.detail()));
        }

        @Override
        public void lost(String why) {
            outbox.add(Frame.LOST, number, 0, 0, Frame.utf8(why));
            flush();
        }

        private int idOf(@Nullable Exchange exchange) {
            return exchange instanceof Offered of ? of.id : 0;
        }
    }

    /** An exchange of the front's. */
    private final class Offered implements Exchange {
        private final Guest guest;
        private final int id;
        private String message;
        private byte @Nullable [] body;
        private final long arrivedAt;
        private boolean goesOn;

        Offered(Guest guest, int id, String message, byte @Nullable [] body, long arrivedAt) {
            this.guest = guest;
            this.id = id;
            this.message = message;
            this.body = body;
            this.arrivedAt = arrivedAt;
        }

        @Override
        public String message() {
            return message;
        }

        @Override
        public byte @Nullable [] body() {
            return body;
        }

        @Override
        public void taken() {
            message = "";
            body = null;
        }

        @Override
        public Executor loop() {
            return loop;
        }

        /** The front's number for it, which knows what logs call it. */
        @Override
        public String id() {
            return Integer.toString(id);
        }

        @Override
        public long arrivedAt() {
            return arrivedAt;
        }

        @Override
        public void began(String head) {
            outbox.add(Frame.BEGAN, guest.number, id, 0, Frame.utf8(head));
        }

        @Override
        public void piece(byte[] bytes) {
            outbox.add(Frame.PIECE, guest.number, id, 0, bytes);
        }

        @Override
        public void answered(String answer, byte @Nullable [] bytes, long cpuNanos) {
            ended();
            outbox.add(Frame.ANSWERED, guest.number, id, cpuNanos, Frame.utf8(answer), Frame.orNone(bytes));
        }

        @Override
        public void stopped(Stop stop, long cpuNanos) {
            ended();
            outbox.add(Frame.STOPPED, guest.number, id, cpuNanos, Frame.utf8(stop.reason().code()),
                    Frame.utf8(stop.detail()), Frame.utf8(Long.toString(stop.retryAfter().toMillis())));
        }

        private void ended() {
            if (!goesOn) {
                guest.offered.remove(id);
            }
        }

        @Override
        public void goesOn() {
            goesOn = true;
            outbox.add(Frame.GOES_ON, guest.number, id, 0);
        }

        @Override
        public void over() {
            guest.offered.remove(id);
            outbox.add(Frame.OVER, guest.number, id, 0);
        }
    }
}
