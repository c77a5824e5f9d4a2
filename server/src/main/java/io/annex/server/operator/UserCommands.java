package io.annex.server.operator;

import io.annex.core.users.NewUser;
import io.annex.core.users.User;
import io.annex.core.users.UserTable.Added;
import io.annex.server.database.DatabaseTrouble;
import io.annex.server.database.Storage;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code users.…}: who may log in. */
final class UserCommands implements CommandFamily {
    private static final long MOST_SECONDS = 30;

    private final Storage storage;

    UserCommands(Storage storage) {
        this.storage = storage;
    }

    @Override
    public String prefix() {
        return "users";
    }

    @Override
    public ObjectNode execute(String command, JsonNode request) throws CommandRefused, DatabaseTrouble {
        return switch (command) {
            case "add" -> addUser(request);
            case "list" -> listUsers();
            case "enable" -> user(request, storage.users().enable(name(request), true));
            case "disable" -> user(request, storage.users().enable(name(request), false));
            case "passwd" -> user(request, storage.users().password(name(request), hash(request)));
            case "remove" -> user(request, storage.users().remove(name(request)));
            default -> throw CommandFamily.unknown(this, command);
        };
    }

    private static String name(JsonNode request) {
        return request.path("username").asString("");
    }

    private static ObjectNode user(JsonNode request, boolean found) throws CommandRefused {
        if (!found) {
            throw new CommandRefused("there is no user " + name(request) + " (see: annex users list)");
        }
        return CommandFamily.object().put("username", name(request));
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
        ObjectNode answer = CommandFamily.object();
        ArrayNode users = answer.putArray("users");
        storage.users().list().forEach(user -> users.add(json(user)));
        return answer;
    }

    private static ObjectNode json(User user) {
        return CommandFamily.object().put("id", user.id()).put("username", user.username())
                .put("enabled", user.enabled()).put("email", user.email()).put("firstname", user.firstname())
                .put("lastname", user.lastname());
    }
}
