package io.annex.engine.cell;

import io.annex.engine.Exchange;
import io.annex.engine.Program;
import io.annex.engine.Replies;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import io.annex.engine.cell.Inbox.ProtocolException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cell as the front sees it: the process, the channel to it, and the programs
 * that it runs. Frames are read on the engine's channel thread alone;
 * everything else may be called from any thread.
 */
final class Cell {
    private static final Logger log = LoggerFactory.getLogger(Cell.class);
    /** Blocks that may wait for their frame: an answer, or the payload of an op. */
    private static final long MOST_BLOCK_BYTES = 256L << 20;
    /**
     * Answers to its ops that may wait until it reads them: whoever asks and never
     * reads would fill the front's memory.
     */
    private static final long MOST_UNREAD_BYTES = 256L << 20;
    private static final long REAP_MILLIS = 300;
    /** In which one that is given up says what has become of what it had. */
    private static final int LAST_TICKS = 3;
    private static final int MOST_STARTING_TICKS = 30_000 / CellLoop.TICK_MILLIS;

    private final int number;
    private final CellProcess process;
    private final CellMemory.Of memory;
    private final CellLoop loop;
    private final Outbox outbox = new Outbox();
    private final Inbox inbox = new Inbox(MOST_BLOCK_BYTES);
    private final Map<Integer, CellWorkers> programs = new ConcurrentHashMap<>();
    private final CompletableFuture<Cell> ready = new CompletableFuture<>();
    private final AtomicBoolean flushScheduled = new AtomicBoolean();
    private final Runnable flushTask = this::flushNow;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Stop endedBecause;
    private volatile boolean dead;
    private volatile long residentBytes;
    private volatile String sandbox = "";
    private @Nullable SelectionKey key;

    // The channel thread's alone.
    private int silentTicks;
    private int lastTicks;
    private boolean pinged;

    Cell(int number, CellProcess process, CellMemory.Of memory, CellLoop loop) {
        this.number = number;
        this.process = process;
        this.memory = memory;
        this.loop = loop;
    }

    // ---- life
    // ------------------------------------------------------------------------------------------------------

    /** Tells the child what it is, and listens to it. */
    CompletableFuture<Cell> begin(CellOptions options) {
        outbox.add(Frame.HELLO, process.records() ? CellMain.UNCONFINED : 0, 0, options.maxHeap(),
                Frame.utf8(options.cache().toString()), Frame.utf8(Long.toString(ProcessHandle.current().pid())));
        process.exited().thenRun(this::closedByChild);
        loop.register(this);
        return ready;
    }

    void registered(SelectionKey registration) {
        key = registration;
        flushNow();
    }

    CellProcess process() {
        return process;
    }

    /** Whether nothing may be sent to it any more. */
    boolean isDead() {
        return dead || endedBecause != null;
    }

    long residentBytes() {
        return residentBytes;
    }

    /** Looks how much memory it has, and ends it when that is more than it may. */
    void measure() {
        residentBytes = memory.bytes();
        Stop breach = memory.breach(residentBytes);
        if (breach != null) {
            kill(breach);
        }
    }

    /**
     * The largest resident memory that one of the programs is granted; 0 where
     * there is none.
     */
    private long residentLimit() {
        return programs.values().stream().mapToLong(each -> each.limits().resident()).max().orElse(0);
    }

    /** What the cell said of its sandbox when it was ready. */
    String sandbox() {
        return sandbox;
    }

    boolean isEmpty() {
        return programs.isEmpty();
    }

    /** Whether it has programs, and none of them has anything to do. */
    boolean isIdle() {
        return !isDead() && !programs.isEmpty() && programs.values().stream().allMatch(each -> each.isIdle(this));
    }

    /**
     * {@link System#nanoTime} when a program in it was last asked for something.
     */
    long lastUsed() {
        long now = System.nanoTime();
        return now - programs.values().stream().mapToLong(each -> now - each.lastUsed()).min().orElse(0);
    }

    /**
     * Takes its programs out of it, and ends it, unless one has something to do.
     */
    boolean putAway() {
        List.copyOf(programs.values()).forEach(each -> each.putAway(this));
        return isDead();
    }

    /** Ends the process for a reason of ours. */
    void kill(Stop because) {
        endedBecause = because;
        end();
    }

    /**
     * Sends it nothing more, and ends the process a few ticks later: until then it
     * says what has become of what it had.
     */
    void giveUp(Stop because) {
        endedBecause = because;
    }

    private void closedByChild() {
        end();
    }

    /**
     * Once: nothing more is sent or read; the programs are told when the process
     * has gone.
     */
    private void end() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        dead = true;
        loop.forget(this);
        Process child = process.process();
        // It may be about to end by itself, and its status says why.
        CompletableFuture<Void> gone = process.exited();
        if (endedBecause != null) {
            process.destroy();
        }
        gone.orTimeout(REAP_MILLIS, TimeUnit.MILLISECONDS).whenComplete((exited, late) -> {
            child.destroyForcibly();
            Stop known = endedBecause == null ? memory.killedByKernel() : endedBecause;
            Stop stop = known != null
                    ? known
                    : new Stop(StopReason.TERMINATED, "its process ended: " + process.ending());
            ready.completeExceptionally(new IOException(stop.detail()));
            if (!programs.isEmpty()) {
                log.warn("Cell {} (pid {}) of {} has ended: {}", number, process.pid(), programs.values(),
                        stop.detail());
            }
            for (CellWorkers workers : List.copyOf(programs.values())) {
                programs.remove(workers.number());
                workers.died(this, stop);
            }
        });
    }

    // ---- what the front says
    // --------------------------------------------------------------------------------------

    /** Opens and evaluates a program. */
    void open(CellWorkers workers, Program program, WorkerLimits limits) {
        programs.put(workers.number(), workers);
        memory.limit(residentLimit());
        outbox.add(Frame.OPEN, workers.number(), Wire.flags(program), 0, Frame.utf8(program.name()),
                Frame.utf8(program.version()), Frame.utf8(program.style()), Frame.utf8(program.entry()),
                Frame.utf8(program.params()), Wire.limits(limits));
        flushNow();
        if (dead && programs.remove(workers.number()) != null) {
            workers.died(this, Stops.processEnded());
        }
    }

    /** Stops a program; the last one takes the cell with it. */
    void close(CellWorkers workers) {
        if (programs.remove(workers.number()) != null) {
            if (programs.isEmpty()) {
                kill(new Stop(StopReason.DRAINING, "nothing runs in it any more"));
            } else {
                memory.limit(residentLimit());
                outbox.add(Frame.CLOSE, workers.number(), 0, 0);
                flushNow();
            }
        }
    }

    void exchange(int program, int id, Exchange exchange, long age) {
        outbox.add(Frame.EXCHANGE, program, id, age, Frame.utf8(exchange.message()), Frame.orNone(exchange.body()));
        flushSoon(exchange.loop());
    }

    void abandon(int program, int id) {
        outbox.add(Frame.ABANDON, program, id, 0);
        flushNow();
    }

    void taken(int program, int id, int bytes) {
        outbox.add(Frame.TAKEN, program, id, bytes);
        flushNow();
    }

    void opReply(int op, int kind, byte[]... payload) {
        outbox.add(Frame.OP_REPLY, kind, op, 0, payload);
        flushNow();
        if (outbox.bytes() > MOST_UNREAD_BYTES) {
            kill(new Stop(StopReason.TERMINATED,
                    "its process does not read what it asked for: " + (MOST_UNREAD_BYTES >> 20) + " MB wait"));
        }
    }

    /** What the event loop has read in one go leaves in one go. */
    private void flushSoon(Executor eventLoop) {
        if (!flushScheduled.get() && flushScheduled.compareAndSet(false, true)) {
            eventLoop.execute(flushTask);
        }
    }

    /** Writes what the channel takes; the rest when it takes more. */
    void flushNow() {
        flushScheduled.set(false);
        SelectionKey registration = key;
        if (dead || registration == null) {
            return;
        }
        try {
            if (!outbox.flush(process.channel())) {
                loop.writeLater(registration);
            }
        } catch (IOException e) {
            end();
        }
    }

    // ---- on the channel thread
    // ------------------------------------------------------------------------------------

    /** Reads what is there. Answers are gathered in {@code replies}. */
    void readable(Replies replies) {
        try {
            if (!inbox.read(process.channel(), frame -> received(frame, replies))) {
                end();
            }
        } catch (ProtocolException e) {
            kill(new Stop(StopReason.TERMINATED, "its process does not speak the protocol: " + e.getMessage()));
        } catch (IOException e) {
            end();
        } catch (RuntimeException e) {
            log.error("Cell {} sent what could not be handled", number, e);
            kill(new Stop(StopReason.TERMINATED, "its process does not speak the protocol"));
        }
    }

    private void received(Frame frame, Replies replies) throws ProtocolException {
        silentTicks = 0;
        pinged = false;
        switch (frame.kind) {
            case Frame.READY -> {
                if (ready.isDone()) {
                    throw new ProtocolException("a cell that is ready once more");
                }
                log.debug("Cell {} (pid {}) is ready: {}", number, process.pid(), frame.text(0));
                sandbox = frame.text(0);
                ready.complete(this);
            }
            case Frame.PONG -> {
            }
            case Frame.REPORT -> CellReport.write(number, frame.text(0), frame.text(1), frame.text(2));
            default -> {
                CellWorkers workers = programs.get(frame.a);
                if (workers != null) {
                    workers.received(this, frame, replies);
                } else if (frame.kind < Frame.LOADED || frame.kind > Frame.OVER) {
                    throw new ProtocolException("a frame of kind " + frame.kind);
                }
            }
        }
    }

    /**
     * Every tenth of a second: asks a cell that was silent whether it lives. Ticks
     * are counted, not time, so that a front which was stopped does not take its
     * cells for dead.
     */
    void tick(int mostSilentTicks) {
        if (dead) {
            return;
        }
        silentTicks++;
        if (endedBecause != null) {
            if (++lastTicks >= LAST_TICKS) {
                end();
            }
        } else if (!ready.isDone()) {
            // It may take its time to start, on a machine that is busy.
            if (silentTicks > MOST_STARTING_TICKS) {
                kill(new Stop(StopReason.TERMINATED, "its process did not get ready"));
            }
        } else if (silentTicks > mostSilentTicks) {
            kill(new Stop(StopReason.TERMINATED, "its process does not answer any more"));
        } else if (!pinged && silentTicks > mostSilentTicks / 3) {
            pinged = true;
            outbox.add(Frame.PING, 0, 0, 0);
            flushNow();
        }
    }

    @Override
    public String toString() {
        return "cell " + number;
    }
}
