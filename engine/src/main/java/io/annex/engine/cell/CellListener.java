package io.annex.engine.cell;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Replies;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.WorkerLimits;
import io.annex.engine.cell.Inbox.ProtocolException;

/**
 * What a cell says of the exchanges of a program, and on behalf of them, told
 * to whom it concerns. On the channel thread.
 */
final class CellListener {
    private final WorkerLimits limits;
    private final Host host;
    private final CellExchanges exchanges;

    CellListener(WorkerLimits limits, Host host, CellExchanges exchanges) {
        this.limits = limits;
        this.host = host;
        this.exchanges = exchanges;
    }

    void received(Cell from, Frame frame, Replies replies) throws ProtocolException {
        switch (frame.kind) {
            case Frame.ANSWERED -> {
                Exchange exchange = exchanges.ended(frame.b, replies);
                if (exchange != null) {
                    replies.answered(exchange, frame.text(0), frame.bytes(1), frame.c);
                }
            }
            case Frame.BEGAN -> {
                Exchange exchange = exchanges.began(frame.b);
                if (exchange != null) {
                    replies.began(exchange, frame.text(0));
                }
            }
            case Frame.PIECE -> {
                byte[] bytes = frame.bytes(0);
                Exchange exchange = bytes == null ? null : exchanges.sends(frame.b, bytes.length);
                if (exchange != null && bytes != null) {
                    replies.piece(exchange, bytes);
                }
            }
            case Frame.STOPPED -> {
                // Before the exchange is taken: what cannot be read ends the cell with it.
                Stop stop = Wire.stopWithRetry(frame);
                Exchange exchange = exchanges.ended(frame.b, replies);
                if (exchange != null) {
                    replies.stopped(exchange, stop, frame.c);
                }
            }
            case Frame.GOES_ON ->
                exchanges.goesOn(frame.b, System.nanoTime() + limits.after().toNanos() + CellWorkers.GRACE_NANOS);
            case Frame.OVER -> {
                Exchange dropped = exchanges.over(frame.b, replies);
                if (dropped != null) {
                    Stop stop = new Stop(StopReason.TERMINATED, "its worker gave no answer");
                    host.breach(stop, dropped);
                    replies.stopped(dropped, stop, 0);
                }
            }
            case Frame.OP -> op(from, frame);
            case Frame.LOG -> host.log(frame.text(0), frame.text(1), exchanges.idOf(frame.b));
            case Frame.DROPPED -> host.dropped(frame.c);
            case Frame.BREACH -> host.breach(Wire.stop(frame), exchanges.find(frame.b));
            default -> throw new ProtocolException("a frame of kind " + frame.kind);
        }
    }

    /** The host sees to it that this thread waits for nothing. */
    private void op(Cell from, Frame frame) {
        Op op = new Op(frame.text(0), frame.text(1), frame.bytes(2), exchanges.find(frame.b), false);
        host.op(op, reply(from, (int) frame.c));
    }

    private static OpReply reply(Cell from, int id) {
        return new OpReply() {
            @Override
            public void ok(String text) {
                from.opReply(id, 1, Frame.utf8(text));
            }

            @Override
            public void ok(byte[] bytes) {
                from.opReply(id, 2, bytes);
            }

            @Override
            public void ok(String text, byte[] bytes) {
                from.opReply(id, 3, Frame.utf8(text), bytes);
            }

            @Override
            public void fail(String message) {
                from.opReply(id, 0, Frame.utf8(message));
            }
        };
    }
}
