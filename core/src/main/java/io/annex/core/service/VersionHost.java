package io.annex.core.service;

import io.annex.core.addon.Manifest;
import io.annex.core.files.MediaTypes;
import io.annex.core.files.ServedFolder;
import io.annex.core.files.StaticFiles;
import io.annex.core.http.Form;
import io.annex.core.request.HttpExchange;
import io.annex.core.session.OpenSession;
import io.annex.core.session.SessionCookie;
import io.annex.core.session.Sessions;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Stop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.databind.json.JsonMapper;

/**
 * The host side of one version: serves its ops, writes its log. Called on
 * workers' threads. An op reaches only what belongs to the version or to the
 * exchange it was called for.
 */
public final class VersionHost implements Host, AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_RANDOM_BYTES = 65536;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String addon;
    private final Manifest manifest;
    private final Path root;
    private final AddonSources sources;
    private final AddonSources packages;
    private final ScriptCache scripts;
    private final StaticFiles files;
    private final Sessions sessions;
    private final AddonLog log;
    private final OutboundOps outbound;
    private final Tasks tasks;
    private final BreachListener breaches;

    /** Hears of passed limits. */
    interface BreachListener {
        void breach(Stop stop);
    }

    VersionHost(String addon, Manifest manifest, Path root, Path packages, ScriptCache scripts, StaticFiles files,
            Sessions sessions, AddonLog log, OutboundOps outbound, Tasks tasks, BreachListener breaches) {
        this.addon = addon;
        this.manifest = manifest;
        this.root = root;
        this.sources = new AddonSources(root);
        this.packages = new AddonSources(packages.toAbsolutePath().normalize().resolve("node_modules"));
        this.scripts = scripts;
        this.files = files;
        this.sessions = sessions;
        this.log = log;
        this.outbound = outbound;
        this.tasks = tasks;
        this.breaches = breaches;
    }

    @Override
    public void log(String level, String message, @Nullable String exchange) {
        log.line(level, message, exchange);
    }

    private static @Nullable String requestId(@Nullable Exchange exchange) {
        return exchange instanceof HttpExchange of ? of.request().requestId() : null;
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
                "{}: {}; its thread takes a processor until that ends. Let it run with isolation: process", addon, why);
    }

    @Override
    public void op(Op op, OpReply reply) {
        try {
            HttpExchange exchange = op.exchange() instanceof HttpExchange of ? of : null;
            switch (op.name()) {
                case "source" -> reply.ok(sources.text(op.text()));
                case "stat" -> reply.ok(sources.stat(op.text()));
                case "script" -> reply.ok(scripts.find(this, "own ", sources, op.text()));
                case "package.script" -> reply.ok(scripts.find(this, "package ", packages, op.text()));
                case "script.keep", "package.script.keep" -> {
                    scripts.keep(this, op.name().equals("script.keep") ? "own " : "package ", op.text());
                    reply.ok("");
                }
                case "package.source" -> reply.ok(packages.text(op.text()));
                case "package.stat" -> reply.ok(packages.stat(op.text()));
                case "session.load", "session.update" -> reply.ok(session(exchange));
                case "file.text" -> reply.ok(new String(uploaded(exchange, op.text()), StandardCharsets.UTF_8));
                case "file.bytes" -> reply.ok(uploaded(exchange, op.text()));
                case "resource.find" -> reply.ok(resource(op.text()));
                case "resource.text" -> reply.ok(text(resourceFile(op.text())));
                case "resource.bytes" -> reply.ok(Files.readAllBytes(resourceFile(op.text())));
                case "folder.find" -> reply.ok(isServed(op.text()) ? "file" : "");
                case "random" -> reply.ok(random(Integer.parseInt(op.text())));
                case "app.info" -> reply.ok(manifest.info());
                case "task.begin" -> reply.ok(tasks.begin(op.text()));
                case "task.alive" -> reply.ok(tasks.alive(op.text()));
                case "task.end" -> reply.ok(tasks.end(op.text()));
                case "task.take" -> reply.ok(tasks.take(op.text()));
                default -> {
                    if (!outbound.serve(op, exchange, reply)) {
                        reply.fail("There is no host service '" + op.name() + "'");
                    }
                }
            }
        } catch (OpRefused e) {
            reply.fail(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            // At its own pace: code can have this as often as it likes.
            log.host(Level.WARN, "the host service '" + op.name() + "' failed: " + e, requestId(op.exchange()));
            LoggerFactory.getLogger(VersionHost.class).debug("{}: the host service {} failed", addon, op.name(), e);
            reply.fail("The host service '" + op.name() + "' failed");
        }
    }

    /** An op that is refused, with a message for the add-on's author. */
    static final class OpRefused extends Exception {
        private static final long serialVersionUID = 1L;

        OpRefused(String message) {
            super(message, null, false, false);
        }
    }

    private String session(@Nullable HttpExchange exchange) throws OpRefused {
        if (exchange == null) {
            throw new OpRefused("There is no session outside of a request");
        }
        boolean settled = exchange.isSessionSettled();
        String id = settled ? exchange.sessionId() : SessionCookie.id(exchange.request().headers().first("cookie"));
        OpenSession held = id == null ? null : sessions.open(addon, id);
        String json = held == null ? null : held.json();
        exchange.session(held);
        if (!settled) {
            exchange.sessionId(json == null ? null : id);
        }
        return json == null ? "{}" : json;
    }

    /** As UTF-8, whatever it is; {@code Files.readString} fails on what is not. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] uploaded(@Nullable HttpExchange exchange, String text) throws OpRefused, IOException {
        try {
            return Files.readAllBytes(upload(exchange, text).path());
        } catch (NoSuchFileException e) {
            throw uploadIsGone();
        }
    }

    private static Form.Upload upload(@Nullable HttpExchange exchange, String text) throws OpRefused {
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

    private String resource(String name) {
        try {
            Path file = resourceFile("resource:" + name);
            return JSON.createObjectNode().put("name", String.valueOf(file.getFileName()))
                    .put("path", "/resource/" + name)
                    .put("contentType", MediaTypes.bare(String.valueOf(file.getFileName())))
                    .put("size", Files.size(file)).put("token", "resource:" + name).toString();
        } catch (OpRefused | IOException e) {
            return "";
        }
    }

    /**
     * The file behind a token {@code resource:<name>}, always below the version's
     * {@code resource} folder.
     */
    Path resourceFile(String token) throws OpRefused {
        try {
            Path folder = root.resolve("resource");
            Path file = folder.resolve(token.substring("resource:".length()).replaceFirst("^/+", "")).normalize();
            if (token.startsWith("resource:") && file.startsWith(folder) && Files.isRegularFile(file)) {
                return file;
            }
        } catch (InvalidPathException | StringIndexOutOfBoundsException e) {
            // no such file, then
        }
        throw new OpRefused("There is no such file in the add-on's resource folder");
    }

    /** The file that an answer of kind {@code f} names, or {@code null}. */
    @Nullable
    Path answerFile(HttpExchange exchange, String token) {
        try {
            return token.startsWith("upload:") ? upload(exchange, token).path() : resourceFile(token);
        } catch (OpRefused e) {
            return null;
        }
    }

    private boolean isServed(String token) throws OpRefused {
        try {
            ServedFolder.Request asked = ServedFolder.request(token);
            return asked != null && files.finds(root, asked.folder(), asked.path());
        } catch (IllegalArgumentException e) {
            throw new OpRefused(String.valueOf(e.getMessage()));
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
        scripts.forget(this);
        outbound.close();
    }

    public AddonLog addonLog() {
        return log;
    }
}
