package io.annex.core.service;

import io.annex.api.ServiceException;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls ops on behalf of an add-on in Java, as the guest library does for
 * scripts: the same ways lead to the services, with the same limits, grants and
 * counts. Thread-safe.
 */
public final class OpCaller {
    private final Host host;
    private final Supplier<@Nullable Exchange> exchange;
    /** What the add-on's code goes on with, when an answer has come. */
    private final Executor goingOn;

    /**
     * @param exchange
     *            the exchange that the calling thread runs, or {@code null}
     */
    public OpCaller(Host host, Supplier<@Nullable Exchange> exchange) {
        this.host = host;
        this.exchange = exchange;
        this.goingOn = host instanceof VersionHost version ? version.gate().lane() : Runnable::run;
    }

    /**
     * Calls an op and waits for its answer, a text.
     *
     * @throws ServiceException
     *             when it fails, or when the thread is interrupted
     */
    public String call(String op, String text) {
        return wait(call(op, text, null, true).text);
    }

    /** The same, with bytes, which are not altered any more. */
    public String call(String op, String text, byte[] bytes) {
        return wait(call(op, text, bytes, true).text);
    }

    /** Calls an op and waits for its answer, bytes; otherwise the same. */
    public byte[] callForBytes(String op, String text) {
        return callForBytes(op, text, null);
    }

    /** The same, with bytes, which are not altered any more. */
    public byte[] callForBytes(String op, String text, byte @Nullable [] block) {
        Answer answer = call(op, text, block, true);
        wait(answer.text);
        return answer.bytes;
    }

    /**
     * Calls an op whose answer comes later. What the add-on chains to it may wait
     * for anything, and must not do so on the thread that answers, which may be an
     * event loop: it runs on one of the few threads that the add-on has for its
     * ops.
     */
    public CompletionStage<String> callLater(String op, String text) {
        return callLater(op, text, null);
    }

    /** The same, with bytes, which are not altered any more. */
    public CompletionStage<String> callLater(String op, String text, byte @Nullable [] bytes) {
        CompletableFuture<String> answer = call(op, text, bytes, false).text;
        if (answer.isDone()) {
            return answer;
        }
        CompletableFuture<String> later = new CompletableFuture<>();
        answer.whenComplete((said, failure) -> {
            try {
                goingOn.execute(() -> settle(later, said, failure));
            } catch (RejectedExecutionException e) {
                later.completeExceptionally(new ServiceException("limit",
                        op + " was answered, but too much of the add-on's waits already"));
            }
        });
        return later;
    }

    private static void settle(CompletableFuture<String> later, String said, @Nullable Throwable failure) {
        if (failure == null) {
            later.complete(said);
        } else {
            later.completeExceptionally(failure);
        }
    }

    private Answer call(String op, String text, byte @Nullable [] bytes, boolean waits) {
        Answer answer = new Answer();
        host.op(new Op(op, text, bytes, exchange.get(), waits), answer);
        return answer;
    }

    private static String wait(CompletableFuture<String> called) {
        try {
            return called.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException("", "interrupted: the exchange is over");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        }
    }

    private static final class Answer implements OpReply {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        // Set before the text is.
        private volatile byte[] bytes = new byte[0];

        @Override
        public void ok(String answer) {
            text.complete(answer);
        }

        @Override
        public void ok(byte[] block) {
            ok("", block);
        }

        @Override
        public void ok(String answer, byte[] block) {
            bytes = block;
            text.complete(answer);
        }

        /** As it crosses to a guest: {@code code \0 message}, or a message. */
        @Override
        public void fail(String message) {
            int nul = message.indexOf('\0');
            text.completeExceptionally(
                    new ServiceException(message.substring(0, Math.max(0, nul)), message.substring(nul + 1)));
        }
    }
}
