package io.annex.server.http;

import io.annex.core.BadBody;
import io.annex.core.BodyNotStored;
import io.annex.core.BodyTooLarge;
import io.annex.core.DiskTrouble;
import io.annex.core.Form;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a multipart form, its files into a folder. When it fails, for whatever
 * reason, the files are deleted here; afterwards by whom it was given to.
 */
final class MultipartBody extends CompletableFuture<Form> {
    private static final Logger log = LoggerFactory.getLogger(MultipartBody.class);

    private record Part(HttpServerFileUpload upload, Path file, Future<Void> written) {
    }

    private final HttpServerRequest http;
    private final Path folder;
    private final long limit;
    private final BodyPace pace;
    private final List<Part> parts = new ArrayList<>();
    private long length;

    MultipartBody(EdgeLoop loop, HttpServerRequest http, Path folder, long limit, Runnable tooSlow) {
        this.http = http;
        this.folder = folder;
        this.limit = limit;
        this.pace = new BodyPace(loop, tooSlow);
        try {
            if (!http.headers().get(HttpHeaders.CONTENT_TYPE).contains("boundary=")) {
                throw new IllegalStateException("no boundary");
            }
            http.setExpectMultipart(true);
        } catch (IllegalStateException | HttpPostRequestDecoder.ErrorDataDecoderException e) {
            log.debug("A form could not be read", e);
            pace.stop();
            completeExceptionally(new BadBody(
                    "The form cannot be read: its content type has no boundary, or the method has no form."));
            return;
        }
        http.uploadHandler(this::upload).handler(this::chunk).endHandler(end -> end()).exceptionHandler(this::broken);
    }

    private void upload(HttpServerFileUpload upload) {
        if (isDone()) {
            upload.handler(ignored -> {
            });
            return;
        }
        Path file = folder.resolve(UUID.randomUUID().toString());
        Future<Void> written = upload.streamToFileSystem(file.toString());
        parts.add(new Part(upload, file, written));
        written.onFailure(this::notWritten);
    }

    private void chunk(Buffer chunk) {
        pace.arrived(chunk.length());
        length += chunk.length();
        if (length > limit && !isDone()) {
            fail(new BodyTooLarge(limit));
        }
    }

    private void broken(Throwable failure) {
        log.debug("A form could not be read", failure);
        fail(new BadBody("The form cannot be read."));
    }

    private void notWritten(Throwable failure) {
        log.debug("An upload could not be written", failure);
        fail(new BodyNotStored(DiskTrouble.reason(failure)));
    }

    /** Bytes that have arrived, wanted or not. */
    long received() {
        return pace.bytes();
    }

    private void end() {
        pace.stop();
        Future.all(parts.stream().map(Part::written).toList()).onComplete(all -> {
            if (all.failed()) {
                notWritten(all.cause());
            } else if (!isDone()) {
                List<Form.Field> fields = new ArrayList<>();
                http.formAttributes().forEach((name, value) -> fields.add(new Form.Field(name, value)));
                complete(new Form(fields, parts.stream().map(MultipartBody::describe).toList()));
            }
        });
    }

    /** Gives up, also when the reason is one that the edge found. */
    void fail(Exception reason) {
        pace.stop();
        if (completeExceptionally(reason)) {
            for (Part part : parts) {
                if (!part.written().isComplete()) {
                    part.upload().cancelStreamToFileSystem();
                }
                part.written().onComplete(any -> delete(part.file()));
            }
        }
    }

    private static Form.Upload describe(Part part) {
        HttpServerFileUpload upload = part.upload();
        return new Form.Upload(upload.name(), bare(orEmpty(upload.filename())), orEmpty(upload.contentType()),
                part.file(), upload.size());
    }

    /**
     * The file's name without the folders that some clients send, and some
     * attackers.
     */
    private static String bare(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    @SuppressWarnings("ConstantValue")
    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("The upload {} cannot be deleted: {}", file, e.toString());
        }
    }
}
