package io.annex.core.call;

import io.annex.core.http.Answer;
import io.annex.core.http.BadBody;
import io.annex.core.http.BodyTooLarge;
import io.annex.core.http.Callers;
import io.annex.core.http.Form;
import io.annex.core.http.HeaderFields;
import io.annex.core.http.Incident;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request that an add-on makes to another one. On its loop. */
final class InnerRequest implements IncomingRequest {
    private static final Logger log = LoggerFactory.getLogger(InnerRequest.class);

    private final String id = "inner-" + Incident.newId();
    private final long arrivedAt = System.nanoTime();
    private final Message message;
    private final String path;
    private final Callers callers;
    private final Executor loop;
    private final Consumer<Answer> answered;
    private Runnable onAbort = () -> {
    };
    private boolean over;

    /**
     * What is asked.
     *
     * @param headers
     *            name, value, name, value …; names in lower case
     * @param user
     *            who asks the add-on that calls, as JSON, or empty
     */
    record Message(String method, String target, List<String> headers, byte[] body, String user) {
    }

    InnerRequest(Message message, Callers callers, Executor loop, Consumer<Answer> answered) {
        this.message = message;
        int question = message.target().indexOf('?');
        this.path = question < 0 ? message.target() : message.target().substring(0, question);
        this.callers = callers;
        this.loop = loop;
        this.answered = answered;
    }

    boolean isOver() {
        return over;
    }

    /** Nobody waits for its answer any more. */
    void abort() {
        if (!over) {
            over = true;
            onAbort.run();
        }
    }

    @Override
    public String requestId() {
        return id;
    }

    @Override
    public long arrivedAt() {
        return arrivedAt;
    }

    @Override
    public String method() {
        return message.method();
    }

    @Override
    public String target() {
        return message.target();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public String authority() {
        return "localhost";
    }

    @Override
    public String remote() {
        return "127.0.0.1";
    }

    @Override
    public String user() {
        return message.user();
    }

    @Override
    public Callers callers() {
        return callers;
    }

    @Override
    public HeaderFields headers() {
        List<String> headers = message.headers();
        return new HeaderFields() {
            @Override
            public @Nullable String first(String name) {
                for (int i = 0; i + 1 < headers.size(); i += 2) {
                    if (headers.get(i).equals(name)) {
                        return headers.get(i + 1);
                    }
                }
                return null;
            }

            @Override
            public void forEach(BiConsumer<String, String> consumer) {
                for (int i = 0; i + 1 < headers.size(); i += 2) {
                    consumer.accept(headers.get(i), headers.get(i + 1));
                }
            }
        };
    }

    @Override
    public boolean hasBody() {
        return message.body().length > 0;
    }

    @Override
    public CompletionStage<byte[]> body(long limit) {
        return message.body().length <= limit
                ? CompletableFuture.completedStage(message.body())
                : CompletableFuture.failedStage(new BodyTooLarge(limit));
    }

    @Override
    public CompletionStage<Form> multipart(Path folder, long limit) {
        return CompletableFuture.failedStage(new BadBody("A call between add-ons has no form."));
    }

    @Override
    public long received() {
        return message.body().length;
    }

    @Override
    public void released() {
        // It is nobody's room.
    }

    @Override
    public void servedBy(String addon, String version) {
        // No client, no access log.
    }

    @Override
    public void onAbort(Runnable action) {
        onAbort = action;
        if (over) {
            action.run();
        }
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public <T> void then(CompletionStage<T> stage, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> next) {
        stage.whenCompleteAsync((value, failure) -> {
            try {
                next.accept(value, failure);
            } catch (RuntimeException | Error e) {
                String incident = Incident.newId();
                log.error("Incident {}: {} {}", incident, message.method(), message.target(), e);
                answer(Problems.serverFailed(incident));
            }
        }, loop);
    }

    /** Nobody gets it: what it holds is let go. */
    static void unsent(Answer answer) {
        if (answer instanceof Answer.File file) {
            file.sent().run();
        } else if (answer instanceof Answer.Opened opened) {
            try {
                opened.file().close();
            } catch (IOException e) {
                log.debug("A file that nobody waits for did not close", e);
            }
        } else if (answer instanceof Answer.Streamed streamed) {
            streamed.source().closed(false);
        }
    }

    @Override
    public long answer(Answer answer) {
        if (!over && answer instanceof Answer.Streamed streamed) {
            GatheredPieces gathered = new GatheredPieces(streamed, this::answer);
            onAbort = gathered::gone;
            streamed.source().begin(gathered);
        } else if (!over) {
            over = true;
            answered.accept(answer);
        } else {
            unsent(answer);
        }
        return switch (answer) {
            case Answer.Text text -> text.body().getBytes(StandardCharsets.UTF_8).length;
            case Answer.Bytes bytes -> bytes.body().length;
            case Answer.File file -> file.size();
            case Answer.Opened opened -> opened.length();
            case Answer.Streamed streamed -> 0;
            case Answer.Empty empty -> 0;
        };
    }
}
