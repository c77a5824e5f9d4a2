package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * RESTApps in the shapes that the platform's have, each a folder of
 * {@code restapps}: its files, {@code requests.json} with requests and what is
 * answered, in order, and {@code addon.yaml} with what the operator says of it.
 * To add a case is to add a folder.
 */
class PlatformAppsIT {
    private static final Path APPS = Path.of("src/test/resources/restapps").toAbsolutePath();

    private static GreenMail smtp;
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
        StringBuilder yaml = new StringBuilder("mail: {host: 127.0.0.1, tls: none, from: annex@example.org, port: ")
                .append(smtp.getSmtp().getPort()).append("}\naddons:\n");
        for (Path app : apps()) {
            Path own = app.resolve("addon.yaml");
            yaml.append("  ").append(app.getFileName()).append(":\n")
                    .append(Files.exists(own) ? Files.readString(own).indent(4) : "    limits: {}\n");
        }
        server = RunningServer.startIn(yaml.toString(), apps().toArray(Path[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
        smtp.stop();
    }

    @TestFactory
    Stream<DynamicTest> eachAnswersAsItIsWritten() throws IOException {
        return apps().stream().map(app -> DynamicTest.dynamicTest(app.getFileName().toString(), () -> {
            int number = 0;
            for (JsonNode each : Http.json(Files.readString(app.resolve("requests.json")))) {
                number++;
                HttpResponse<String> answer = Http.send(request(app.getFileName().toString(), each));
                String which = "request " + number + ": " + each + "\nanswer: " + answer.body();
                assertThat(answer.statusCode()).as(which).isEqualTo(each.path("status").asInt());
                if (each.has("answer")) {
                    assertThat(Http.json(answer)).as(which).isEqualTo(each.path("answer"));
                }
                if (each.has("text")) {
                    assertThat(answer.body()).as(which).isEqualTo(each.path("text").asString());
                }
            }
        }));
    }

    private static HttpRequest request(String app, JsonNode written) {
        HttpRequest.Builder request = Http
                .request(server.uri("/rest-api/" + app + "/" + written.path("path").asString()));
        written.path("headers").properties().forEach(each -> request.header(each.getKey(), each.getValue().asString()));
        String method = written.path("method").asString();
        if (written.has("file")) {
            return request.header("Content-Type", "multipart/form-data; boundary=b")
                    .method(method,
                            HttpRequest.BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; name=\"file\"; "
                                    + "filename=\"" + written.path("file").path("name").asString() + "\"\r\n\r\n"
                                    + written.path("file").path("content").asString() + "\r\n--b--\r\n"))
                    .build();
        }
        if (written.has("body")) {
            return request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(written.path("body").toString())).build();
        }
        return request.method(method, HttpRequest.BodyPublishers.noBody()).build();
    }
}
