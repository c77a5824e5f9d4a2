package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.annex.testing.Waiting;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * RESTApps in the shapes that the platform's have, each a folder of
 * {@code restapps}: its files, {@code requests.json} with requests and what is
 * answered, in order, and {@code addon.yaml} with what the operator says of it,
 * where <code>{{upstream}}</code> is the {@link Upstream}. To add a case is to
 * add a folder. The requests of a folder are one visitor's, who keeps cookies,
 * and what is said by {@code keep}: fields of an answer, for headers and bodies
 * with <code>{{field}}</code>. What is true in a moment has {@code until}.
 */
class PlatformAppsIT {
    private static final Path APPS = Path.of("src/test/resources/restapps").toAbsolutePath();

    private static GreenMail smtp;
    private static Upstream upstream;
    private static RunningServer server;

    private static List<Path> apps() throws IOException {
        try (Stream<Path> all = Files.list(APPS)) {
            return all.filter(each -> Files.exists(each.resolve("requests.json"))).sorted().toList();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        upstream = new Upstream();
        StringBuilder yaml = new StringBuilder("mail: {host: 127.0.0.1, tls: none, from: annex@example.org, port: ")
                .append(smtp.getSmtp().getPort()).append("}\naddons:\n");
        for (Path app : apps()) {
            Path own = app.resolve("addon.yaml");
            yaml.append("  ").append(app.getFileName()).append(":\n")
                    .append(Files.exists(own)
                            ? Files.readString(own).replace("{{upstream}}", upstream.url()).indent(4)
                            : "    limits: {}\n");
        }
        server = RunningServer.startIn(yaml.toString(), apps().toArray(Path[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
        upstream.close();
        smtp.stop();
    }

    /**
     * Whose addresses one request has put into a builder that is kept, the next one
     * has not.
     */
    @Test
    void aMailGoesToNobodyWhomAnotherRequestHasNamed() {
        Visitor visitor = new Visitor("archive");
        for (String owner : List.of("first@example.org", "second@example.org")) {
            assertThat(visitor.mistake(Http.json("""
                    {"method": "POST", "path": "shelves/%s/documents?owner=%s", "status": 201,
                     "file": {"name": "a.txt", "content": "a"}}""".formatted(owner.substring(0, 5), owner)))).isEmpty();
        }
        assertThat(Stream.of(smtp.getReceivedMessagesForDomain("second@example.org")).map(Recipients::of).distinct())
                .containsExactly("librarian@example.org, second@example.org");
    }

    /** Recipients of a mail, as a text. */
    private static final class Recipients {
        static String of(MimeMessage mail) {
            try {
                return Stream.of(mail.getAllRecipients()).map(Object::toString).collect(Collectors.joining(", "));
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> eachAnswersAsItIsWritten() throws IOException {
        return apps().stream().map(app -> DynamicTest.dynamicTest(app.getFileName().toString(), () -> {
            Visitor visitor = new Visitor(app.getFileName().toString());
            int number = 0;
            for (JsonNode each : Http.json(Files.readString(app.resolve("requests.json")))) {
                number++;
                if (each.path("until").asBoolean()) {
                    Waiting.until(() -> "the answer of " + each, () -> visitor.mistake(each).isEmpty());
                }
                assertThat(visitor.mistake(each)).as("request " + number + ": " + each).isEmpty();
            }
        }));
    }

    /** One who asks an add-on. */
    private static final class Visitor {
        private final String app;
        private final Map<String, String> kept = new HashMap<>();
        private final Map<String, String> cookies = new TreeMap<>();

        Visitor(String app) {
            this.app = app;
        }

        /** Asks; says what of the answer is otherwise than written, or nothing. */
        String mistake(JsonNode written) {
            HttpResponse<String> answer = Http.send(request(written));
            answer.headers().allValues("Set-Cookie").forEach(each -> {
                String[] pair = each.substring(0, (each + ';').indexOf(';')).split("=", 2);
                cookies.put(pair[0], pair[1]);
            });
            JsonNode keep = written.path("keep");
            if (!keep.isMissingNode()) {
                JsonNode given = Http.json(answer);
                keep.forEach(name -> kept.put(name.asString(), given.path(name.asString()).asString()));
            }
            boolean asWritten = answer.statusCode() == written.path("status").asInt()
                    && (!written.has("answer") || Http.json(answer).equals(written.path("answer")))
                    && (!written.has("text") || answer.body().equals(written.path("text").asString()));
            return asWritten ? "" : answer.statusCode() + " " + answer.body();
        }

        private String filled(String text) {
            String filled = text.replace("{{upstream}}", upstream.url());
            for (Map.Entry<String, String> each : kept.entrySet()) {
                filled = filled.replace("{{" + each.getKey() + "}}", each.getValue());
            }
            return filled;
        }

        private HttpRequest request(JsonNode written) {
            HttpRequest.Builder request = Http
                    .request(server.uri("/rest-api/" + app + "/" + filled(written.path("path").asString())));
            written.path("headers").properties()
                    .forEach(each -> request.header(each.getKey(), filled(each.getValue().asString())));
            if (!cookies.isEmpty()) {
                request.header("Cookie", String.join("; ",
                        cookies.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList()));
            }
            String method = written.path("method").asString();
            if (written.has("file")) {
                return request.header("Content-Type", "multipart/form-data; boundary=b")
                        .method(method,
                                HttpRequest.BodyPublishers
                                        .ofString("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                                                + written.path("file").path("name").asString() + "\"\r\n\r\n"
                                                + written.path("file").path("content").asString() + "\r\n--b--\r\n"))
                        .build();
            }
            if (written.has("body")) {
                return request.header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(filled(written.path("body").toString())))
                        .build();
            }
            return request.method(method, HttpRequest.BodyPublishers.noBody()).build();
        }
    }
}
