package io.annex.server.console;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annex.core.addon.EndpointTable;
import io.annex.core.grant.Grants;
import io.annex.core.grant.HostGrant;
import io.annex.core.http.Answer;
import io.annex.core.http.HeaderFields;
import io.annex.core.http.IncomingRequest;
import io.annex.core.outbound.ManagerAddress;
import io.annex.core.outbound.Outbound;
import io.annex.core.outbound.Outbound.Call;
import io.annex.core.outbound.Outbound.Head;
import io.annex.core.outbound.Outbound.Part;
import io.annex.core.outbound.OutboundFailure;
import io.annex.core.outbound.OutboundFailure.Kind;
import io.annex.core.outbound.OutboundRequest;
import io.annex.core.request.RequestMessage;
import io.annex.core.settings.Limits;
import io.annex.core.widget.WidgetStyle;
import io.annex.engine.LogPace;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets those call widgets' services whom the manager knows: the token that the
 * console's page got from the manager, as the cookie {@code XSRF-TOKEN} or the
 * header {@code Authentication-Token}, is shown to the manager's
 * {@code GET /user}, and what that says is who asks. Thread-safe.
 *
 * <p>
 * What the manager says holds for a minute, a refusal too: a token that was
 * refused once does not become good, and is not asked for again at each
 * request. A manager that does not answer refuses nobody for longer than the
 * request.
 */
public final class WidgetAccess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WidgetAccess.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final long MOST_KEPT = 10_000;
    /** What the manager may take, and what an account may be large. */
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 64 << 10;
    /** Who sends made-up tokens does not flood the manager. */
    private static final int AT_A_TIME = 32;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,4096}");
    private static final String COOKIE = "XSRF-TOKEN=";

    private final ManagerAddress manager;
    private final Grants grants;
    private final String target;
    private final Outbound.Client client;
    private final Semaphore asking = new Semaphore(AT_A_TIME);
    private final LogPace pace = new LogPace(1);
    /** Who a token is of, as JSON; empty where it is nobody's. */
    private final AsyncCache<String, Optional<String>> known = Caffeine.newBuilder().expireAfterWrite(KEPT)
            .maximumSize(MOST_KEPT).buildAsync();

    public WidgetAccess(Outbound outbound, ManagerAddress manager) {
        this.manager = manager;
        this.grants = Grants.DEFAULTS.with(new HostGrant(manager.host(), manager.port()));
        String path = URI.create(manager.url()).getRawPath();
        this.target = (path == null ? "" : path) + "/user";
        this.client = outbound.open(Grants.OPERATOR, Limits.DEFAULTS);
    }

    /**
     * Whether a path, as received, is one of a service: mounts are found by what a
     * path's percent signs stand for.
     */
    public static boolean guards(String path) {
        String mount = path.substring(0, RequestMessage.mountEnd(path, WidgetStyle.MOUNT));
        return (mount.indexOf('%') < 0 ? mount : EndpointTable.decode(mount)).equals(WidgetStyle.MOUNT);
    }

    /**
     * Goes on with {@code next} where the manager knows who asks, who is the
     * request's user then; answers the request otherwise. On its event loop.
     */
    public void admit(IncomingRequest request, Runnable next) {
        // A browser asks so before it sends what it has; no service is called by it.
        if (request.method().equals("OPTIONS")) {
            next.run();
            return;
        }
        String token = token(request.headers());
        if (token == null) {
            request.answer(refusal());
            return;
        }
        request.then(known.get(token, (key, executor) -> ask(key)), (user, failure) -> {
            if (user == null) {
                request.answer(failed(request, failure));
            } else if (user.isEmpty()) {
                request.answer(refusal());
            } else {
                request.user(user.get());
                next.run();
            }
        });
    }

    private static @Nullable String token(HeaderFields headers) {
        String token = headers.first("authentication-token");
        String cookies = headers.first("cookie");
        if (token == null && cookies != null) {
            for (String cookie : cookies.split(";", -1)) {
                String pair = cookie.strip();
                if (pair.startsWith(COOKIE)) {
                    token = decoded(pair.substring(COOKIE.length()));
                    break;
                }
            }
        }
        return token != null && TOKEN.matcher(token).matches() ? token : null;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    // ---- the manager
    // -----------------------------------------------------------------------------------------------

    private CompletableFuture<Optional<String>> ask(String token) {
        if (!asking.tryAcquire()) {
            return CompletableFuture
                    .failedFuture(new OutboundFailure(Kind.LIMIT, AT_A_TIME + " questions to it are open"));
        }
        Call call = client.call(new OutboundRequest("GET", manager.ssl(), manager.host(), manager.port(), target,
                List.of("accept", "application/json", "user-agent", "annex", "authentication-token", token), 0, TIME,
                manager.certificates()), grants);
        return call.write(new byte[0], true).thenCompose(sent -> call.head()).thenCompose(head -> read(call, head))
                .whenComplete((user, failure) -> {
                    asking.release();
                    call.cancel(new OutboundFailure(Kind.CANCELLED, "it is of no use any more"));
                }).toCompletableFuture();
    }

    private static CompletionStage<Optional<String>> read(Call call, Head head) {
        return switch (head.status()) {
            case 200 -> read(call, head.body(), new ByteArrayOutputStream());
            case 401, 403 -> CompletableFuture.completedStage(Optional.empty());
            default -> failure("it answered " + head.status());
        };
    }

    private static CompletionStage<Optional<String>> read(Call call, Part part, ByteArrayOutputStream all) {
        all.writeBytes(part.bytes());
        if (all.size() > MOST_BYTES) {
            return failure("its answer is larger than " + MOST_BYTES + " bytes");
        }
        return part.ended() ? user(all.toByteArray()) : call.read().thenCompose(next -> read(call, next, all));
    }

    private static CompletionStage<Optional<String>> user(byte[] json) {
        try {
            JsonNode user = JSON.readTree(json);
            return user.isObject()
                    ? CompletableFuture.completedStage(Optional.of(user.toString()))
                    : failure("what it answered is no JSON object");
        } catch (JacksonException e) {
            return failure("what it answered is no JSON");
        }
    }

    private static CompletionStage<Optional<String>> failure(String why) {
        return CompletableFuture.failedStage(new OutboundFailure(Kind.INVALID, why));
    }

    // ---- answers
    // ---------------------------------------------------------------------------------------------------

    private static Answer refusal() {
        return answer(401, "Authentication is required (expected: the manager's token, as the header"
                + " Authentication-Token or the cookie XSRF-TOKEN)");
    }

    private Answer failed(IncomingRequest request, @Nullable Throwable failure) {
        Throwable why = failure == null || failure.getCause() == null ? failure : failure.getCause();
        if (pace.take()) {
            log.warn("The manager {} cannot be asked who calls a widget (request {}): {}", manager.url(),
                    request.requestId(), why instanceof OutboundFailure said ? said.text() : String.valueOf(why));
        }
        return answer(503, "The manager cannot be asked who calls; try again later");
    }

    private static Answer answer(int status, String message) {
        return new Answer.Text(status,
                List.of("content-type", "application/json; charset=utf-8", "cache-control", "no-store"),
                JSON.createObjectNode().put("message", message).toString());
    }

    @Override
    public void close() {
        client.close();
    }
}
