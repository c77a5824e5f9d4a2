package io.annex.engine.isolate;

import io.annex.engine.Host;
import io.annex.engine.local.LocalFailure;
import io.annex.engine.local.LocalFunctions;
import org.jspecify.annotations.Nullable;

/** What a worker's guest asks of the engine, and what of it is the host's. */
final class GuestCalls implements Isolate.Upcall {
    private final Host host;
    private final GuestOps ops;
    private final Slices slices;
    private final PendingExchanges exchanges;
    private final WorkerMemory memory;
    private final WorkerTimer timer;

    GuestCalls(Host host, GuestOps ops, Slices slices, PendingExchanges exchanges, WorkerMemory memory,
            WorkerTimer timer) {
        this.host = host;
        this.ops = ops;
        this.slices = slices;
        this.exchanges = exchanges;
        this.memory = memory;
        this.timer = timer;
    }

    @Override
    public @Nullable Object call(String name, String text, byte @Nullable [] bytes) throws Isolate.OpFailure {
        return switch (name) {
            case "now" -> Double.toString(timer.clock(System.nanoTime()));
            case "log" -> {
                Messages.LogLine line = Messages.logLine(text);
                host.log(line.level(), line.message(), exchanges.idOf(line.exchange()));
                yield null;
            }
            case "timer" -> {
                timer.say(Double.parseDouble(text));
                yield null;
            }
            case "slice" -> {
                int number = Integer.parseInt(text);
                slices.turnTo(number, exchanges.find(number));
                yield null;
            }
            case "ticks" -> {
                slices.ticksAreDue();
                yield null;
            }
            case "left" -> {
                Pending entry = exchanges.find(Integer.parseInt(text));
                yield entry == null ? "0" : Long.toString(entry.nanosLeft(System.nanoTime()) / 1_000_000);
            }
            case "hold" -> {
                Pending entry = exchanges.find(Integer.parseInt(text));
                if (entry != null) {
                    entry.held = true;
                }
                yield null;
            }
            case "release" -> {
                exchanges.released(exchanges.find(Integer.parseInt(text)));
                yield null;
            }
            case "answer.bytes" -> {
                Pending entry = exchanges.find(Integer.parseInt(text));
                if (entry != null) {
                    entry.answerBytes = bytes;
                }
                yield null;
            }
            case "memory" -> {
                memory.allocating((long) Double.parseDouble(text));
                yield null;
            }
            case "part" -> V8.part(text);
            case "op" -> {
                Messages.AsyncOp op = Messages.asyncOp(text);
                ops.later(op, exchanges.find(op.exchange()), bytes);
                yield null;
            }
            default ->
                LocalFunctions.has(name) ? local(name, text, bytes) : ops.now(name, text, bytes, slices.current());
        };
    }

    /**
     * What needs nothing of the host is answered here, on the exchange's account.
     */
    private Object local(String name, String text, byte @Nullable [] bytes) throws Isolate.OpFailure {
        try {
            return LocalFunctions.call(name, text, bytes, slices::stopped);
        } catch (LocalFailure e) {
            throw new Isolate.OpFailure(String.valueOf(e.getMessage()));
        }
    }
}
