package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.operator.AdminSocket;
import io.annex.server.operator.Administration;
import io.annex.server.operator.CommandRefused;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A RESTApp, and beside its files what is asked of it: {@code requests.json},
 * an array of steps, which one visitor takes in order. A step is one of
 *
 * <ul>
 * <li>{@code method} and {@code path}, with {@code headers} and {@code body}
 * (JSON), {@code form} or {@code file}; what is answered is {@code status},
 * {@code answer} (the whole JSON), {@code has} (some of its fields),
 * {@code text} and {@code answered} (header fields). {@code keep} names fields
 * of an answer, which later steps have as <code>{{field}}</code>. What is true
 * in a moment has {@code until}.
 * <li>{@code fire}, a timer that the operator runs; {@code outcome} is
 * {@code ok}, or what is said.
 * <li>{@code set} to {@code value}, or {@code unset}: a setting, of all add-ons
 * with {@code global}, a secret with {@code secret}; {@code refused} is why
 * not. {@code meanwhile} is a path that others ask, none of whom may fail.
 * <li>{@code restart}: the server ends, and another one begins.
 * <li>{@code log}: what it says there.
 * </ul>
 */
final class RestappFolder {
    /** What runs the add-on. */
    interface Place {
        RunningServer server();

        Path data();

        void restart() throws IOException;
    }

    private final String name;
    private final JsonNode steps;
    private final Place place;
    private final Map<String, String> kept = new HashMap<>();
    private final Map<String, String> cookies = new TreeMap<>();

    /**
     * @param known
     *            what <code>{{name}}</code> stands for in steps, from the beginning
     */
    RestappFolder(Path folder, String name, Place place, Map<String, String> known) throws IOException {
        this.name = name;
        this.place = place;
        kept.putAll(known);
        steps = Http.json(Files.readString(folder.resolve("requests.json")));
    }

    /** Takes all steps. */
    void play() throws Exception {
        int number = 0;
        for (JsonNode step : steps) {
            number++;
            String mistake = mistake(step);
            assertThat(mistake).as("step " + number + " of " + name + ": " + step + troubles(mistake)).isEmpty();
        }
    }

    /** What the log says of it. */
    private String troubles(String mistake) {
        return mistake.isEmpty()
                ? ""
                : place.server().log().lines().filter(line -> !line.startsWith("INFO") || line.contains(name))
                        .collect(Collectors.joining("\n", "\n", "\n"));
    }

    /** What is otherwise than written, or nothing. */
    String mistake(JsonNode step) throws Exception {
        if (step.has("fire")) {
            return fired(step);
        }
        if (step.has("set") || step.has("unset")) {
            return set(step);
        }
        if (step.has("restart")) {
            place.restart();
            return "";
        }
        if (step.has("log")) {
            place.server().awaitLog(step.path("log").asString());
            return "";
        }
        if (step.path("until").asBoolean()) {
            Waiting.until(() -> "the answer of " + step, () -> asked(step).isEmpty());
            return "";
        }
        return asked(step);
    }

    private ObjectNode told(ObjectNode request) throws IOException, CommandRefused {
        return AdminSocket.ask(place.data(), request);
    }

    private String fired(JsonNode step) throws Exception {
        String outcome = told(
                Administration.request("events.fire").put("addon", name).put("timer", step.path("fire").asString()))
                .path("outcome").asString();
        return outcome.equals(step.path("outcome").asString("ok")) ? "" : outcome;
    }

    private String set(JsonNode step) throws Exception {
        ObjectNode request = Administration.request(step.has("set") ? "settings.set" : "settings.unset").put("key",
                step.path(step.has("set") ? "set" : "unset").asString());
        if (!step.path("global").asBoolean()) {
            request.put("addon", name);
        }
        if (step.has("value")) {
            request.put("value", filled(step.path("value").asString()));
        }
        if (step.path("secret").asBoolean()) {
            request.put("secret", true);
        }
        return meanwhile(step.path("meanwhile").asString(""), () -> {
            try {
                told(request);
                return step.has("refused") ? "it was not refused" : "";
            } catch (CommandRefused e) {
                return String.valueOf(e.getMessage()).equals(step.path("refused").asString("")) ? "" : e.getMessage();
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    /** Does it while others ask; what went wrong on either side. */
    private String meanwhile(String path, Supplier<String> action) throws Exception {
        if (path.isEmpty()) {
            return action.get();
        }
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<List<String>> others = CompletableFuture.supplyAsync(() -> {
            List<String> failed = new ArrayList<>();
            while (!over.get()) {
                HttpResponse<String> answer = Http.get(uri(path));
                if (answer.statusCode() != 200) {
                    failed.add(answer.statusCode() + " " + answer.body());
                }
            }
            return failed;
        });
        String mistake;
        try {
            mistake = action.get();
        } finally {
            over.set(true);
        }
        return mistake + String.join("\n", Waiting.get("the last of the others", others));
    }

    private String asked(JsonNode step) {
        HttpResponse<String> answer = Http.send(request(step));
        answer.headers().allValues("Set-Cookie").forEach(each -> {
            String[] pair = each.substring(0, (each + ';').indexOf(';')).split("=", 2);
            cookies.put(pair[0], pair[1]);
        });
        boolean asWritten = answer.statusCode() == step.path("status").asInt()
                && (!step.has("answer") || Http.json(answer).equals(step.path("answer")))
                && step.path("has").properties().stream()
                        .allMatch(each -> Http.json(answer).path(each.getKey()).equals(each.getValue()))
                && (!step.has("text") || answer.body().equals(step.path("text").asString()))
                && step.path("answered").properties().stream().allMatch(each -> answer.headers()
                        .firstValue(each.getKey()).orElse("").equals(each.getValue().asString()));
        if (!asWritten) {
            return answer.statusCode() + " " + answer.body()
                    + (step.has("answered") ? " " + answer.headers().map() : "");
        }
        step.path("keep")
                .forEach(field -> kept.put(field.asString(), Http.json(answer).path(field.asString()).asString()));
        return "";
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> each : kept.entrySet()) {
            filled = filled.replace("{{" + each.getKey() + "}}", each.getValue());
        }
        return filled;
    }

    private URI uri(String path) {
        return place.server().uri("/rest-api/" + name + "/" + filled(path));
    }

    private HttpRequest request(JsonNode step) {
        HttpRequest.Builder request = Http.request(uri(step.path("path").asString()));
        step.path("headers").properties()
                .forEach(each -> request.header(each.getKey(), filled(each.getValue().asString())));
        if (!cookies.isEmpty()) {
            request.header("Cookie", String.join("; ",
                    cookies.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList()));
        }
        String method = step.path("method").asString();
        if (step.has("file")) {
            return request.header("Content-Type", "multipart/form-data; boundary=b")
                    .method(method, BodyPublishers.ofString(multipart(step))).build();
        }
        if (step.has("form")) {
            return request.header("Content-Type", "application/x-www-form-urlencoded")
                    .method(method, BodyPublishers.ofString(filled(step.path("form").asString()))).build();
        }
        if (step.has("body")) {
            return request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(filled(step.path("body").toString()))).build();
        }
        return request.method(method, BodyPublishers.noBody()).build();
    }

    private static String multipart(JsonNode step) {
        StringBuilder body = new StringBuilder();
        step.path("file").path("fields").properties()
                .forEach(each -> body.append("--b\r\nContent-Disposition: form-data; name=\"").append(each.getKey())
                        .append("\"\r\n\r\n").append(each.getValue().asString()).append("\r\n"));
        return body + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + step.path("file").path("name").asString() + "\"\r\n\r\n"
                + step.path("file").path("content").asString() + "\r\n--b--\r\n";
    }
}
