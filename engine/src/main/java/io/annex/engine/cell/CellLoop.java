package io.annex.engine.cell;

import io.annex.engine.Replies;
import io.annex.engine.SteadyThread;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads the channels of all cells. What has come in one go is
 * handed to each event loop in one task.
 */
final class CellLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CellLoop.class);
    static final int TICK_MILLIS = 100;

    private final Selector selector;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Runnable tick;
    private final SteadyThread thread = SteadyThread.of("annex-cells", this::turn);
    // The thread's alone.
    private final Replies replies = new Replies();
    private long nextTick = System.nanoTime();

    CellLoop(Runnable tick) {
        this.tick = tick;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.start();
    }

    void register(Cell cell) {
        execute(() -> {
            try {
                SocketChannel channel = cell.process().channel();
                channel.configureBlocking(false);
                cell.registered(channel.register(selector, SelectionKey.OP_READ, cell));
            } catch (IOException e) {
                forget(cell);
            }
        });
    }

    /** Closes a cell's channel; what it has sent until now is not read any more. */
    void forget(Cell cell) {
        execute(() -> {
            try {
                cell.process().channel().close();
            } catch (IOException e) {
                log.debug("The channel of {} does not close", cell, e);
            }
        });
    }

    /**
     * The channel takes no more at the moment: the rest is written when it does.
     */
    void writeLater(SelectionKey key) {
        try {
            key.interestOpsOr(SelectionKey.OP_WRITE);
            selector.wakeup();
        } catch (CancelledKeyException e) {
            // It was closed.
        }
    }

    /** Runs a task on the thread of the channels. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void turn() throws IOException {
        long wait = (nextTick - System.nanoTime()) / 1_000_000;
        selector.select(this::ready, Math.clamp(wait, 1, TICK_MILLIS));
        replies.flush();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        if (System.nanoTime() - nextTick >= 0) {
            nextTick = System.nanoTime() + TICK_MILLIS * 1_000_000L;
            tick.run();
        }
    }

    private void ready(SelectionKey key) {
        Cell cell = (Cell) key.attachment();
        try {
            if (key.isWritable()) {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
                cell.flushNow();
            }
            if (key.isReadable()) {
                cell.readable(replies);
            }
        } catch (CancelledKeyException e) {
            // It was closed meanwhile.
        } catch (RuntimeException | Error e) {
            // It would be ready again at once, and the others would not get their turn.
            thread.failed(cell, e);
            cell.kill(new Stop(StopReason.TERMINATED, "its process could not be listened to"));
        }
    }

    /** Whether cells are not listened to as they should. */
    boolean isFailing() {
        return thread.isFailing();
    }

    @Override
    public void close() {
        thread.close();
        selector.wakeup();
        try {
            thread.join(1000);
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.debug("The selector does not close", e);
        }
    }
}
