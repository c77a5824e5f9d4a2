package io.annex.server;

import io.annex.core.http.Answer;
import io.annex.core.http.Incident;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.engine.BlockingTasks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /-/metrics}. The page is written on a thread of its own, one at a
 * time: all who asked before it was begun get it, so however many ask, they
 * cost one thread and no event loop.
 */
final class MetricsPage {
    private static final Logger log = LoggerFactory.getLogger(MetricsPage.class);
    private static final String PATH = "/-/metrics";
    private static final List<String> HEADERS = List.of("content-type", "text/plain; version=0.0.4; charset=utf-8");
    private static final int MOST_WAITING = 1_000;

    private final Supplier<String> scrape;
    private final Executor tasks = new BlockingTasks("annex-metrics", 1).lane(1, 1);
    // Guarded by this object.
    private List<IncomingRequest> waiting = new ArrayList<>();
    private boolean writing;

    /**
     * @param scrape
     *            writes the page; called by one thread at a time
     */
    MetricsPage(Supplier<String> scrape) {
        this.scrape = scrape;
    }

    /**
     * Answers a request, now or later, if it is for this page. On its event loop.
     */
    boolean answers(IncomingRequest request) {
        if (!request.path().equals(PATH)) {
            return false;
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            request.answer(Problems.wrongMethod(request.method(), "GET, HEAD"));
        } else if (!isTaken(request)) {
            request.answer(Problems.busy());
        }
        return true;
    }

    private boolean isTaken(IncomingRequest request) {
        synchronized (this) {
            if (waiting.size() >= MOST_WAITING) {
                return false;
            }
            waiting.add(request);
            if (writing) {
                return true;
            }
            writing = true;
        }
        try {
            tasks.execute(this::write);
            return true;
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                writing = false;
                return !waiting.remove(request);
            }
        }
    }

    private void write() {
        for (List<IncomingRequest> asked = next(); asked != null; asked = next()) {
            Answer answer = page();
            for (IncomingRequest request : asked) {
                request.then(CompletableFuture.completedStage(answer), (same, none) -> request.answer(answer));
            }
        }
    }

    private synchronized @Nullable List<IncomingRequest> next() {
        if (waiting.isEmpty()) {
            writing = false;
            return null;
        }
        List<IncomingRequest> asked = waiting;
        waiting = new ArrayList<>();
        return asked;
    }

    private Answer page() {
        try {
            return new Answer.Text(200, HEADERS, scrape.get());
        } catch (RuntimeException | Error e) {
            String incident = Incident.newId();
            log.error("incident {}: the metrics cannot be written", incident, e);
            return Problems.serverFailed(incident);
        }
    }
}
