package io.annex.server.console;

import io.annex.core.Annex;
import io.annex.core.http.Answer;
import io.annex.core.http.BadBody;
import io.annex.core.http.BodyNotStored;
import io.annex.core.http.BodyTooLarge;
import io.annex.core.http.Form;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.core.http.UnsupportedBody;
import io.annex.core.outbound.Outbound;
import io.annex.core.source.DiskTrouble;
import io.annex.server.content.LaterAnswers;
import io.annex.server.operator.OperatorAccess;
import io.annex.server.operator.OperatorSettings;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /console/widgets}: the list of widgets, and what installs, updates and
 * removes them, for the operator alone. A request is looked at on its event
 * loop; what blocks is done elsewhere.
 */
public final class WidgetEndpoints implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WidgetEndpoints.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PATH = "/console/widgets";
    private static final String SNAPSHOTS = "/console/snapshots/widgets";
    private static final String FIELD = "widget";
    private static final String SNAPSHOT_FIELD = "snapshot";
    /** What a form has beside the archive. */
    private static final int FORM_BYTES = 64 << 10;

    private final OperatorAccess access;
    private final WidgetInstaller installer;
    private final ArchiveDownload download;
    private final Path uploads;
    private final long most;
    private final LaterAnswers later = new LaterAnswers("annex-install", 8);

    /**
     * @param uploads
     *            an existing folder for archives, on their way
     */
    public WidgetEndpoints(Annex annex, OperatorAccess access, OperatorSettings settings, Outbound outbound,
            Path uploads) {
        this.access = access;
        this.installer = new WidgetInstaller(annex.installed(), annex.deployments());
        this.download = new ArchiveDownload(outbound, settings.grants(), settings.installSize(),
                settings.installTime());
        this.uploads = uploads;
        this.most = settings.installSize();
    }

    /** Whether a path, as received, is one of these. */
    public static boolean serves(String path) {
        return path.equals(PATH) || path.startsWith(PATH + '/') || path.equals(SNAPSHOTS);
    }

    /** Answers a request for one of these, now or later. On its event loop. */
    public void handle(IncomingRequest request) {
        Answer refusal = access.refusal(request);
        if (refusal != null) {
            request.answer(refusal);
            return;
        }
        if (request.path().equals(SNAPSHOTS)) {
            snapshots(request);
            return;
        }
        List<String> below = List.of(decoded(request.path().substring(PATH.length())).split("/", -1));
        Map<String, List<String>> query;
        try {
            query = new QueryStringDecoder(request.target()).parameters();
        } catch (IllegalArgumentException e) {
            request.answer(answer(InstallRefusals.query()));
            return;
        }
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        if (below.size() == 1) {
            switch (method) {
                case "GET" -> work(request, this::list);
                case "POST" -> receive(request, first(query, "url"), FIELD, this::add);
                case "PUT" -> update(request, first(query, "id"), first(query, "url"));
                default -> notAllowed(request, "GET, HEAD, POST, PUT");
            }
        } else if (below.size() == 2 && !below.get(1).isEmpty()) {
            if (method.equals("DELETE")) {
                work(request, () -> remove(below.get(1)));
            } else {
                notAllowed(request, "DELETE");
            }
        } else if (below.size() == 3 && below.get(2).equals("used")) {
            if (method.equals("GET")) {
                // Which pages show a widget is known to the console alone.
                request.answer(json(200, JSON.createArrayNode()));
            } else {
                notAllowed(request, "GET, HEAD");
            }
        } else {
            request.answer(Problems.notFound());
        }
    }

    private void snapshots(IncomingRequest request) {
        switch (request.method()) {
            case "GET", "HEAD" -> work(request, this::snapshot);
            case "POST" ->
                receive(request, null, SNAPSHOT_FIELD, (name, archive) -> restored(installer.restore(archive)));
            default -> notAllowed(request, "GET, HEAD, POST");
        }
    }

    private static String decoded(String path) {
        return QueryStringDecoder.decodeComponent(path.replace("+", "%2B"));
    }

    private static @Nullable String first(Map<String, List<String>> query, String name) {
        List<String> values = query.get(name);
        return values == null ? null : values.getFirst();
    }

    private static void notAllowed(IncomingRequest request, String allow) {
        boolean asked = request.method().equals("OPTIONS");
        List<String> headers = List.of("allow", allow);
        request.answer(asked
                ? new Answer.Empty(204, headers)
                : new Answer.Text(405, List.of("allow", allow, "content-type", "application/json; charset=utf-8"),
                        message("This path does not answer " + request.method()).toString()));
    }

    // ---- what is done
    // ----------------------------------------------------------------------------------------------

    private Answer list() throws IOException {
        ArrayNode list = JSON.createArrayNode();
        installer.widgets().forEach((id, custom) -> list.add(widget(id, custom)));
        return json(200, list);
    }

    private Answer add(String archiveName, Path archive) throws InstallRefusal, IOException {
        return json(200, widget(installer.add(archiveName, archive), true));
    }

    private void update(IncomingRequest request, @Nullable String id, @Nullable String url) {
        if (id == null) {
            request.answer(answer(InstallRefusals.noId()));
        } else {
            receive(request, url, FIELD, (name, archive) -> {
                installer.replace(id, name, archive);
                return json(200, widget(id, true));
            });
        }
    }

    private Answer remove(String id) throws InstallRefusal, IOException {
        installer.remove(id);
        return json(200, widget(id, true));
    }

    private Answer snapshot() throws IOException {
        Path file = uploads.resolve(UUID.randomUUID().toString());
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                installer.snapshot(out);
            }
            return new Answer.File(200,
                    List.of("content-type", "application/zip", "content-disposition",
                            "attachment; filename=\"widgets.zip\"", "cache-control", "no-store"),
                    file, Files.size(file), () -> delete(file));
        } catch (IOException | RuntimeException e) {
            delete(file);
            throw e;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("{} cannot be deleted: {}", file, DiskTrouble.reason(e));
        }
    }

    private static Answer restored(WidgetInstaller.Restored restored) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode widgets = body.putArray("widgets");
        restored.widgets().forEach(id -> widgets.add(widget(id, true)));
        ArrayNode failed = body.putArray("failed");
        restored.failed().forEach((id, why) -> failed.addObject().put("id", id).put("message", why));
        return json(201, body);
    }

    // ---- how it is done
    // --------------------------------------------------------------------------------------------

    /** Something that blocks. */
    private interface Work {
        Answer run() throws InstallRefusal, IOException;
    }

    /** What becomes of an archive of a name. */
    private interface Use {
        Answer run(String name, Path archive) throws InstallRefusal, IOException;
    }

    private void work(IncomingRequest request, Work work) {
        String shown = request.method() + ' ' + request.path() + ", request " + request.requestId();
        later.answer(request, () -> run(shown, work));
    }

    private static Answer run(String shown, Work work) {
        try {
            return work.run();
        } catch (InstallRefusal e) {
            return answer(e);
        } catch (IOException | UncheckedIOException e) {
            log.warn("{}: {}", shown, DiskTrouble.reason(e));
            return answer(InstallRefusals.noRoom());
        } catch (RuntimeException | Error e) {
            log.error("{} failed", shown, e);
            return answer(InstallRefusals.failed());
        }
    }

    private void receive(IncomingRequest request, @Nullable String url, String field, Use use) {
        String type = request.headers().first("content-type");
        if (url != null) {
            work(request, () -> fetch(url, use));
        } else if (type == null || !type.regionMatches(true, 0, "multipart/form-data", 0, 19)) {
            request.answer(answer(InstallRefusals.noArchive(field)));
        } else {
            request.then(request.multipart(uploads, most + FORM_BYTES), (form, failure) -> {
                if (form == null) {
                    request.answer(answer(unreadable(failure)));
                } else {
                    work(request, () -> uploaded(form, field, use));
                }
            });
        }
    }

    private InstallRefusal unreadable(@Nullable Throwable failure) {
        return switch (failure instanceof CompletionException wrapped ? wrapped.getCause() : failure) {
            case BodyTooLarge large -> InstallRefusals.tooLarge(most);
            case BodyNotStored full -> {
                log.warn("An archive cannot be stored: {}", full.getMessage());
                yield InstallRefusals.noRoom();
            }
            case UnsupportedBody unsupported -> new InstallRefusal(415, String.valueOf(unsupported.getMessage()));
            case BadBody bad -> new InstallRefusal(400, String.valueOf(bad.getMessage()));
            case null, default -> {
                log.error("An archive could not be received", failure);
                yield InstallRefusals.failed();
            }
        };
    }

    private Answer uploaded(Form form, String field, Use use) throws InstallRefusal, IOException {
        try {
            Form.Upload archive = form.files().stream().filter(file -> file.field().equals(field)).findFirst()
                    .orElseThrow(() -> InstallRefusals.noArchive(field));
            if (archive.size() > most) {
                throw InstallRefusals.tooLarge(most);
            }
            return use.run(archive.name(), archive.path());
        } finally {
            for (Form.Upload file : form.files()) {
                Files.deleteIfExists(file.path());
            }
        }
    }

    private Answer fetch(String typed, Use use) throws InstallRefusal, IOException {
        URI url = ArchiveDownload.url(typed);
        Path file = uploads.resolve(UUID.randomUUID().toString());
        try {
            return use.run(download.fetch(url, file), file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    // ---- answers
    // ---------------------------------------------------------------------------------------------------

    private static ObjectNode widget(String id, boolean custom) {
        return JSON.createObjectNode().put("id", id).put("isCustom", custom);
    }

    private static ObjectNode message(String text) {
        return JSON.createObjectNode().put("message", text);
    }

    private static Answer answer(InstallRefusal refusal) {
        return json(refusal.status(), message(refusal.text()));
    }

    private static Answer json(int status, JsonNode body) {
        return new Answer.Text(status,
                List.of("content-type", "application/json; charset=utf-8", "cache-control", "no-store"),
                body.toString());
    }

    @Override
    public void close() {
        download.close();
    }
}
