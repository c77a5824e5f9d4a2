package io.annex.server.content;

import io.annex.core.http.Answer;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.engine.BlockingTasks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of the server's own that take a while to make, because a file is read
 * or much is computed: made off the event loop, sent on it. Each request is
 * answered, whatever becomes of what makes the answer. Thread-safe.
 */
public final class LaterAnswers {
    private static final Logger log = LoggerFactory.getLogger(LaterAnswers.class);
    private static final int WAITING = 2_000;

    private final Executor tasks;

    /**
     * Starts no thread yet.
     *
     * @param name
     *            what the names of the threads begin with
     * @param most
     *            how many answers are made at a time
     */
    public LaterAnswers(String name, int most) {
        this.tasks = new BlockingTasks(name, most).lane(most, WAITING);
    }

    /** To be called on the request's event loop. */
    public void answer(IncomingRequest request, Supplier<Answer> made) {
        String shown = request.method() + ' ' + request.path() + ", request " + request.requestId();
        try {
            tasks.execute(() -> {
                Answer answer = answer(shown, request.requestId(), made);
                request.then(CompletableFuture.completedStage(answer), (same, none) -> request.answer(answer));
            });
        } catch (RejectedExecutionException e) {
            log.warn("{} is refused: {}", shown, e.getMessage());
            request.answer(Problems.busy());
        }
    }

    private static Answer answer(String shown, String incident, Supplier<Answer> made) {
        try {
            return made.get();
        } catch (Throwable e) {
            log.error("{} failed", shown, e);
            return Problems.serverFailed(incident);
        }
    }
}
