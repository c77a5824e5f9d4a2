package io.annex.core.users;

import io.annex.core.users.UserTable.Added;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The module {@code user} of the jbackend style: login, logout, registration
 * and profile. Its answers are maps in the order in which clients read them.
 * Thread-safe.
 */
public final class AccountActions {
    private static final Logger log = LoggerFactory.getLogger(AccountActions.class);

    private final Users users;
    private final boolean registration;

    /**
     * The module over a directory of users.
     *
     * @param registration
     *            whether anybody may register
     */
    public AccountActions(Users users, boolean registration) {
        this.users = users;
        this.registration = registration;
    }

    /**
     * A request for the module.
     *
     * @param action
     *            the word, or {@code null} where there is none
     * @param resource
     *            what is asked for, or {@code null} where there is none
     * @param input
     *            the variable of a name as text, or {@code null}
     * @param address
     *            where the request comes from
     */
    public record Request(@Nullable String action, @Nullable String resource, Function<String, @Nullable String> input,
            String address, UserSession session) {
        private String text(String name) {
            String text = input.apply(name);
            return text == null ? "" : text;
        }
    }

    private enum Flaw {
        REQ_ANS("Action not specified"), REQ_AUR("Authentication required"), USR_LIF("Login failed"), USR_LOF(
                "Logout failed"), USR_UNR("Username required"), USR_PWR("Password required"), USR_EMR(
                        "Email required"), USR_NMR(
                                "Name required"), USR_ALI("Already logged in"), USR_UNE("User not enabled"), USR_RNA(
                                        "Registration not allowed"), USR_EDR("Error during registration"), USR_UAX(
                                                "Username already exists"), USR_EAX("Email already exists");

        private final String description;

        Flaw(String description) {
            this.description = description;
        }

        Map<String, Object> answer() {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("status", "ko");
            answer.put("error_code", name());
            answer.put("error_description", description);
            return answer;
        }

        CompletionStage<Map<String, Object>> now() {
            return CompletableFuture.completedStage(answer());
        }
    }

    /**
     * Answers a request, now or later; empty where the module has no such resource
     * or action. The stage does not fail: what the database could not do is
     * answered with the error code of what was asked for, and logged.
     */
    public Optional<CompletionStage<Map<String, Object>>> answer(Request request) {
        if (request.action() == null) {
            return Optional.of(Flaw.REQ_ANS.now());
        }
        return switch (request.action() + '/' + request.resource()) {
            case "post/login" -> Optional.of(login(request));
            case "get/logout" -> Optional.of(logout(request));
            case "post/register" -> Optional.of(register(request));
            case "get/profile" -> Optional.of(profile(request));
            default -> Optional.empty();
        };
    }

    private static Map<String, Object> ok() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", "ok");
        return answer;
    }

    private static CompletionStage<Map<String, Object>> guarded(Flaw flaw,
            CompletionStage<Map<String, Object>> answer) {
        return answer.exceptionally(failure -> {
            log.warn("{}: {}", flaw.description, failure.getMessage());
            return flaw.answer();
        });
    }

    private CompletionStage<Map<String, Object>> login(Request request) {
        String username = request.text("username").strip();
        String password = request.text("password");
        if (request.session().userId() != 0) {
            return Flaw.USR_ALI.now();
        }
        if (username.isEmpty()) {
            return Flaw.USR_UNR.now();
        }
        if (password.isEmpty()) {
            return Flaw.USR_PWR.now();
        }
        return guarded(Flaw.USR_LIF,
                users.login(username, password, request.address()).thenApply(login -> switch (login) {
                    case Login.Ok(User user) -> {
                        Map<String, Object> answer = ok();
                        answer.put("userid", user.id());
                        answer.put("username", user.username());
                        answer.put("session_id", request.session().begin(user));
                        yield answer;
                    }
                    case Login.Failed failed -> Flaw.USR_LIF.answer();
                    case Login.Disabled disabled -> Flaw.USR_UNE.answer();
                }));
    }

    private static CompletionStage<Map<String, Object>> logout(Request request) {
        try {
            request.session().end();
            return CompletableFuture.completedStage(ok());
        } catch (RuntimeException e) {
            log.warn("{}: {}", Flaw.USR_LOF.description, e.getMessage());
            return Flaw.USR_LOF.now();
        }
    }

    private CompletionStage<Map<String, Object>> register(Request request) {
        NewUser user = new NewUser(request.text("username").strip(), request.text("email").strip(),
                request.text("firstname").strip(), request.text("lastname").strip());
        String password = request.text("password");
        if (!registration) {
            return Flaw.USR_RNA.now();
        }
        if (user.username().isEmpty()) {
            return Flaw.USR_UNR.now();
        }
        if (password.isEmpty()) {
            return Flaw.USR_PWR.now();
        }
        if (user.email().isEmpty()) {
            return Flaw.USR_EMR.now();
        }
        if (user.firstname().isEmpty() && user.lastname().isEmpty()) {
            return Flaw.USR_NMR.now();
        }
        return guarded(Flaw.USR_EDR, users.add(user, password).thenApply(added -> switch (added) {
            case Added.Stored(User stored) -> {
                Map<String, Object> answer = ok();
                answer.put("userid", stored.id());
                answer.put("username", stored.username());
                yield answer;
            }
            case Added.UsernameTaken taken -> Flaw.USR_UAX.answer();
            case Added.EmailTaken taken -> Flaw.USR_EAX.answer();
        }));
    }

    private CompletionStage<Map<String, Object>> profile(Request request) {
        long id = request.session().userId();
        if (id == 0) {
            return Flaw.REQ_AUR.now();
        }
        return guarded(Flaw.REQ_AUR, users.find(id).thenApply(found -> found.map(user -> {
            Map<String, Object> answer = ok();
            answer.put("fields",
                    List.of(field("userid", user.id()), field("username", user.username()),
                            field("email", user.email()), field("firstname", user.firstname()),
                            field("lastname", user.lastname())));
            return answer;
        }).orElseGet(Flaw.REQ_AUR::answer)));
    }

    private static Map<String, Object> field(String name, Object value) {
        Map<String, Object> field = new LinkedHashMap<>();
        field.put("name", name);
        field.put("value", value);
        return field;
    }
}
