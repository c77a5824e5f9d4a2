package io.annex.server.operator;

import io.annex.core.trace.TraceRow;
import io.annex.core.users.NewUser;
import io.annex.core.users.User;
import io.annex.core.users.UserTable.Added;
import io.annex.server.database.ApiKey;
import io.annex.server.database.DatabaseTrouble;
import io.annex.server.database.KeyTable.Made;
import io.annex.server.database.Storage;
import io.annex.server.database.TraceTable.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does what an operator asks for: {@code {"do": "keys.add", "owner": …}} and
 * the like. Waits for the database, so never call it on an event loop.
 * Thread-safe.
 */
public final class Administration {
    private static final long MOST_SECONDS = 30;

    private final Storage storage;
    private final Resuming resuming;

    /** For who serves no add-ons. */
    public Administration(Storage storage) {
        this(storage, new Resuming(List::of));
    }

    public Administration(Storage storage, Resuming resuming) {
        this.storage = storage;
        this.resuming = resuming;
    }

    /** A request of that name, to be filled. */
    public static ObjectNode request(String name) {
        return JsonMapper.shared().createObjectNode().put("do", name);
    }

    private static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    /**
     * Does it.
     *
     * @throws Refused
     *             when it cannot be done; the message says why
     */
    public ObjectNode execute(JsonNode request) throws CommandRefused {
        try {
            return switch (request.path("do").asString("")) {
                case "keys.add" -> addKey(request);
                case "keys.list" -> listKeys();
                case "keys.enable" -> key(request, storage.keys().enable(id(request), true));
                case "keys.disable" -> key(request, storage.keys().enable(id(request), false));
                case "keys.remove" -> key(request, storage.keys().remove(id(request)));
                case "users.add" -> addUser(request);
                case "users.list" -> listUsers();
                case "users.enable" -> user(request, storage.users().enable(name(request), true));
                case "users.disable" -> user(request, storage.users().enable(name(request), false));
                case "users.passwd" -> user(request, storage.users().password(name(request), hash(request)));
                case "users.remove" -> user(request, storage.users().remove(name(request)));
                case "addons.resume" -> resume(request);
                case "trace.totals" -> totals(request);
                case "trace.latest" -> latest(request);
                default -> throw new CommandRefused("unknown request: " + request.path("do").asString(""));
            };
        } catch (DatabaseTrouble e) {
            throw new CommandRefused("the database cannot be used: " + e.getMessage());
        }
    }

    // ---- keys
    // ------------------------------------------------------------------------------------------------------

    private static long id(JsonNode request) {
        return request.path("id").asLong(0);
    }

    private static ObjectNode key(JsonNode request, boolean found) throws CommandRefused {
        if (!found) {
            throw new CommandRefused("there is no key with the number " + id(request) + " (see: annex keys list)");
        }
        return object().put("id", id(request));
    }

    private ObjectNode addKey(JsonNode request) throws DatabaseTrouble {
        List<String> endpoints = request.path("endpoints").valueStream().map(JsonNode::asString).toList();
        String expires = request.path("expires").asString("");
        Made made = storage.keys()
                .add(new ApiKey(0, request.path("owner").asString(""), request.path("comment").asString(""), endpoints,
                        request.path("limit").asInt(0), expires.isEmpty() ? null : Instant.parse(expires), true, 0, 0,
                        null));
        return json(made.terms()).put("key", made.key());
    }

    private ObjectNode listKeys() throws DatabaseTrouble {
        ObjectNode answer = object();
        ArrayNode keys = answer.putArray("keys");
        storage.keys().list().forEach(key -> keys.add(json(key)));
        return answer;
    }

    private static ObjectNode json(ApiKey key) {
        ObjectNode json = object().put("id", key.id()).put("owner", key.owner()).put("enabled", key.enabled())
                .put("limit", key.dailyLimit()).put("today", key.hitsToday()).put("hits", key.hits())
                .put("used", text(key.used())).put("expires", text(key.expires())).put("comment", key.comment());
        key.endpoints().forEach(json.putArray("endpoints")::add);
        return json;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    }

    // ---- users
    // -----------------------------------------------------------------------------------------------------

    private static String name(JsonNode request) {
        return request.path("username").asString("");
    }

    private static ObjectNode user(JsonNode request, boolean found) throws CommandRefused {
        if (!found) {
            throw new CommandRefused("there is no user " + name(request) + " (see: annex users list)");
        }
        return object().put("username", name(request));
    }

    private String hash(JsonNode request) throws CommandRefused {
        return await(storage.passwords().hash(request.path("password").asString("")));
    }

    /** An operator's command ends, whatever the database does. */
    private static <T> T await(CompletionStage<T> stage) throws CommandRefused {
        try {
            return stage.toCompletableFuture().get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CommandRefused("the server was not done after " + MOST_SECONDS + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CommandRefused("the database cannot be used: " + cause.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandRefused("the server is stopping");
        }
    }

    private ObjectNode addUser(JsonNode request) throws CommandRefused {
        NewUser user = new NewUser(name(request), request.path("email").asString(""),
                request.path("firstname").asString(""), request.path("lastname").asString(""));
        return switch (await(storage.users().add(user, hash(request)))) {
            case Added.Stored(User stored) -> json(stored);
            case Added.UsernameTaken taken ->
                throw new CommandRefused("there is a user " + user.username() + " already");
            case Added.EmailTaken taken ->
                throw new CommandRefused("a user has the address " + user.email() + " already");
        };
    }

    private ObjectNode listUsers() throws DatabaseTrouble {
        ObjectNode answer = object();
        ArrayNode users = answer.putArray("users");
        storage.users().list().forEach(user -> users.add(json(user)));
        return answer;
    }

    private static ObjectNode json(User user) {
        return object().put("id", user.id()).put("username", user.username()).put("enabled", user.enabled())
                .put("email", user.email()).put("firstname", user.firstname()).put("lastname", user.lastname());
    }

    // ---- add-ons
    // ---------------------------------------------------------------------------------------------------

    private ObjectNode resume(JsonNode request) throws CommandRefused {
        String addon = request.path("addon").asString("");
        return object().put("addon", addon).put("resumed", switch (resuming.resume(addon)) {
            case RESUMED -> true;
            case SERVED -> false;
            case UNKNOWN -> throw new CommandRefused("there is no add-on " + addon + " (expected: one that serves)");
        });
    }

    // ---- the trace
    // -------------------------------------------------------------------------------------------------

    private ObjectNode totals(JsonNode request) throws DatabaseTrouble {
        Instant since = Instant.now().minus(Duration.ofDays(request.path("days").asInt(1)));
        ObjectNode answer = object();
        ArrayNode totals = answer.putArray("totals");
        for (Totals each : storage.trace().totals(since)) {
            totals.addObject().put("endpoint", each.endpoint()).put("module", each.module())
                    .put("requests", each.requests()).put("ok", each.ok()).put("ko", each.ko())
                    .put("averageMicros", each.averageMicros()).put("minMicros", each.minMicros())
                    .put("maxMicros", each.maxMicros());
        }
        return answer;
    }

    private ObjectNode latest(JsonNode request) throws DatabaseTrouble {
        ObjectNode answer = object();
        ArrayNode rows = answer.putArray("rows");
        for (TraceRow row : storage.trace().latest(request.path("rows").asInt(20))) {
            rows.addObject().put("at", row.at().toString()).put("endpoint", row.endpoint()).put("access", row.access())
                    .put("action", row.action()).put("module", row.module()).put("resource", row.resource())
                    .put("user", row.user()).put("key", row.keyId()).put("micros", row.nanos() / 1000)
                    .put("code", row.code());
        }
        return answer;
    }

    /** What {@code request} comes to, as a line that {@link #read} reads. */
    String answer(String request) {
        ObjectNode answer = object();
        try {
            answer.set("ok", execute(JsonMapper.shared().readTree(request)));
        } catch (CommandRefused | RuntimeException | Error e) {
            answer.put("refused", Optional.ofNullable(e.getMessage()).orElse(e.toString()));
        }
        return answer.toString();
    }

    /** What {@link #answer} has written. */
    static ObjectNode read(String line) throws CommandRefused {
        JsonNode answer = JsonMapper.shared().readTree(line);
        if (answer.path("ok") instanceof ObjectNode ok) {
            return ok;
        }
        throw new CommandRefused(answer.path("refused").asString("the server did not answer"));
    }
}
