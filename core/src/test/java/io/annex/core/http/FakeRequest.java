package io.annex.core.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request as an edge would hand it over; runs on the calling thread. */
public final class FakeRequest implements IncomingRequest, HeaderFields {
    public final List<Answer> answers = new ArrayList<>();
    public final CompletableFuture<byte[]> body = new CompletableFuture<>();
    public final CompletableFuture<Form> form = new CompletableFuture<>();
    private final String method;
    private final String target;
    private final Map<String, String> headers = new LinkedHashMap<>();
    int released;
    private boolean hasBody;
    private Runnable onAbort = () -> {
    };

    public FakeRequest(String method, String target) {
        this.method = method;
        this.target = target;
    }

    public FakeRequest header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** A body that is still to arrive, through {@link #body} or {@link #form}. */
    public FakeRequest bodyToCome(String contentType) {
        hasBody = true;
        return header("content-type", contentType);
    }

    public FakeRequest body(String contentType, String text) {
        body.complete(text.getBytes(StandardCharsets.UTF_8));
        return bodyToCome(contentType);
    }

    /** The one answer that was given. */
    public Answer answer() {
        if (answers.size() != 1) {
            throw new AssertionError("answers: " + answers);
        }
        return answers.getFirst();
    }

    @Nullable
    public String answered(String header) {
        List<String> fields = answer().headers();
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equals(header)) {
                return fields.get(i + 1);
            }
        }
        return null;
    }

    public void disconnect() {
        onAbort.run();
    }

    @Override
    public String requestId() {
        return "r1";
    }

    @Override
    public long arrivedAt() {
        return System.nanoTime();
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
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
    public HeaderFields headers() {
        return this;
    }

    @Override
    public @Nullable String first(String name) {
        return headers.get(name);
    }

    @Override
    public void forEach(BiConsumer<String, String> consumer) {
        headers.forEach(consumer);
    }

    @Override
    public boolean hasBody() {
        return hasBody;
    }

    @Override
    public CompletionStage<byte[]> body(long limit) {
        return body;
    }

    @Override
    public CompletionStage<Form> multipart(Path folder, long limit) {
        return form;
    }

    @Override
    public void released() {
        released++;
    }

    @Override
    public void servedBy(String addon, String version) {
    }

    @Override
    public void onAbort(Runnable action) {
        onAbort = action;
    }

    @Override
    public <T> void then(CompletionStage<T> stage, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> next) {
        stage.whenComplete(next);
    }

    @Override
    public Executor loop() {
        return Runnable::run;
    }

    @Override
    public long received() {
        return 0;
    }

    @Override
    public long answer(Answer answer) {
        answers.add(answer);
        return 0;
    }
}
