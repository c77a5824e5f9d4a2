package io.annex.core.service;

import io.annex.core.addon.Manifest;
import io.annex.core.http.Form;
import io.annex.core.session.OpenSession;
import io.annex.core.session.Sessions;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Stop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The host side of one version: serves its ops, writes its log. Called on
 * workers' threads. An op reaches only what belongs to the version or to the
 * exchange it was called for.
 */
public final class VersionHost implements Host, AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_RANDOM_BYTES = 65536;
    private final Manifest manifest;
    private final VersionFiles files;
    private final Services services;
    private final AddonLog log;
    private final BreachListener breaches;

    /** Hears of passed limits. */
    interface BreachListener {
        void breach(Stop stop);
    }

    /** What the code of one version may call beside its files. */
    record Services(Sessions sessions, OutboundOps outbound, Tasks tasks) {
    }

    VersionHost(Manifest manifest, VersionFiles files, Services services, AddonLog log, BreachListener breaches) {
        this.manifest = manifest;
        this.files = files;
        this.services = services;
        this.log = log;
        this.breaches = breaches;
    }

    @Override
    public void log(String level, String message, @Nullable String exchange) {
        log.line(level, message, exchange);
    }

    @Override
    public void dropped(long lines) {
        log.dropped(lines);
    }

    @Override
    public void breach(Stop stop, @Nullable Exchange exchange) {
        breaches.breach(stop);
        if (exchange == null) {
            log.line("warn", "stopped: " + stop.reason().code() + ": " + stop.detail(), null);
        }
    }

    @Override
    public boolean onlyBegins(String op) {
        return op.startsWith("outbound.");
    }

    @Override
    public void lost(String why) {
        LoggerFactory.getLogger(VersionHost.class).error(
                "{}: {}; its thread takes a processor until that ends. Let it run with isolation: process",
                manifest.id(), why);
    }

    @Override
    public void op(Op op, OpReply reply) {
        try {
            ExchangeScope exchange = op.exchange() instanceof ExchangeScope of ? of : null;
            switch (op.name()) {
                case "source" -> reply.ok(files.own().text(op.text()));
                case "stat" -> reply.ok(files.own().stat(op.text()));
                case "script" -> reply.ok(files.ownScript(op.text()));
                case "script.keep" -> {
                    files.keepOwnScript(op.text());
                    reply.ok("");
                }
                case "package.source" -> reply.ok(files.packages().text(op.text()));
                case "package.stat" -> reply.ok(files.packages().stat(op.text()));
                case "package.script" -> reply.ok(files.packageScript(op.text()));
                case "package.script.keep" -> {
                    files.keepPackageScript(op.text());
                    reply.ok("");
                }
                case "session.load", "session.update" -> reply.ok(session(exchange));
                case "file.text" -> reply.ok(new String(uploaded(exchange, op.text()), StandardCharsets.UTF_8));
                case "file.bytes" -> reply.ok(uploaded(exchange, op.text()));
                case "resource.find" -> reply.ok(files.describeResource(op.text()));
                case "resource.text" -> reply.ok(files.resourceText(op.text()));
                case "resource.bytes" -> reply.ok(files.resourceBytes(op.text()));
                case "folder.find" -> reply.ok(files.isServed(op.text()) ? "file" : "");
                case "random" -> reply.ok(random(Integer.parseInt(op.text())));
                case "app.info" -> reply.ok(manifest.info());
                case "task.begin" -> reply.ok(services.tasks().begin(op.text()));
                case "task.alive" -> reply.ok(services.tasks().alive(op.text()));
                case "task.end" -> reply.ok(services.tasks().end(op.text()));
                case "task.take" -> reply.ok(services.tasks().take(op.text()));
                default -> {
                    if (!services.outbound().serve(op, exchange, reply)) {
                        reply.fail("There is no host service '" + op.name() + "'");
                    }
                }
            }
        } catch (OpRefused e) {
            reply.fail(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            // At its own pace: code can have this as often as it likes.
            log.host(Level.WARN, "the host service '" + op.name() + "' failed: " + e, exchange(op));
            LoggerFactory.getLogger(VersionHost.class).debug("{}: the host service {} failed", manifest.id(), op.name(),
                    e);
            reply.fail("The host service '" + op.name() + "' failed");
        }
    }

    private static @Nullable String exchange(Op op) {
        return op.exchange() instanceof ExchangeScope of ? of.id() : null;
    }

    private String session(@Nullable ExchangeScope exchange) throws OpRefused {
        if (exchange == null) {
            throw new OpRefused("There is no session outside of a request");
        }
        String id = exchange.knownSessionId();
        OpenSession session = id == null ? null : services.sessions().open(manifest.id(), id);
        exchange.opened(session);
        String json = session == null ? null : session.json();
        return json == null ? "{}" : json;
    }

    private static byte[] uploaded(@Nullable ExchangeScope exchange, String text) throws OpRefused, IOException {
        try {
            return Files.readAllBytes(upload(exchange, text).path());
        } catch (NoSuchFileException e) {
            throw uploadIsGone();
        }
    }

    private static Form.Upload upload(@Nullable ExchangeScope exchange, String text) throws OpRefused {
        Form.Upload upload = exchange == null ? null : exchange.upload(text.substring(text.indexOf('\0') + 1));
        if (upload == null) {
            throw uploadIsGone();
        }
        return upload;
    }

    private static OpRefused uploadIsGone() {
        return new OpRefused("The uploaded file is gone: it exists until its request has been answered, "
                + "and what was handed to waitUntil has settled");
    }

    /** The file that an answer of kind {@code f} names, or {@code null}. */
    @Nullable
    public Path answerFile(ExchangeScope exchange, String token) {
        try {
            return token.startsWith("upload:") ? upload(exchange, token).path() : files.resource(token);
        } catch (OpRefused e) {
            return null;
        }
    }

    private static byte[] random(int length) throws OpRefused {
        if (length < 0 || length > MOST_RANDOM_BYTES) {
            throw new OpRefused("random: " + length + " bytes (expected: at most " + MOST_RANDOM_BYTES + ")");
        }
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** The version serves no more: its calls end. */
    @Override
    public void close() {
        files.forget();
        services.outbound().close();
        log.reportDropped();
    }

    public AddonLog addonLog() {
        return log;
    }
}
