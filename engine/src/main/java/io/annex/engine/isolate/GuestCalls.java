package io.annex.engine.isolate;

import io.annex.engine.Stop;
import io.annex.engine.crypto.Crypto;
import io.annex.engine.local.LocalFailure;
import io.annex.engine.local.LocalFunctions;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a worker's guest asks of the engine, and what of it is the host's. */
final class GuestCalls implements Isolate.Upcall {
    private final GuestOps ops;
    private final GuestCrypto crypto;
    private final Slices slices;
    private final PendingExchanges exchanges;
    private final WorkerMemory memory;
    private final WorkerTimer timer;

    GuestCalls(GuestOps ops, GuestCrypto crypto, Slices slices, PendingExchanges exchanges, WorkerMemory memory,
            WorkerTimer timer) {
        this.ops = ops;
        this.crypto = crypto;
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
                ops.log(line.level(), line.message(), exchanges.idOf(line.exchange()));
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
            case "answer.begin" -> {
                Pending entry = exchanges.find(Messages.number(text));
                Stop stop = entry == null ? null : exchanges.began(entry, text);
                if (stop != null) {
                    throw new Isolate.OpFailure(stop.detail());
                }
                yield null;
            }
            case "answer.piece" -> {
                Pending entry = exchanges.find(Integer.parseInt(text));
                if (entry != null && bytes != null && exchanges.piece(entry, bytes) < 0) {
                    throw new Isolate.OpFailure("more of an answer than may be sent");
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
                Pending on = exchanges.find(op.exchange());
                if (op.name().equals(Crypto.OP)) {
                    crypto.later(op, on, bytes);
                } else {
                    ops.later(op, on, bytes);
                }
                yield null;
            }
            default ->
                LocalFunctions.has(name) ? local(name, text, bytes) : ops.now(name, text, bytes, slices.current());
        };
    }

    @Override
    public Object crypto(String text, @Nullable ByteBuffer bytes) throws Isolate.OpFailure {
        return crypto.now(text, bytes);
    }

    @Override
    public void quickCrypto() throws Isolate.OpFailure {
        crypto.quick();
    }

    @Override
    public void share(ByteBuffer buffer) {
        crypto.share(buffer);
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
