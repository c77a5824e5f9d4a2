package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * RESTApps in the shapes that the platform's have, each a folder of
 * {@code restapps}: its files, {@code requests.json} ({@link RestappFolder}),
 * and {@code addon.yaml} with what the operator says of it, where
 * <code>{{upstream}}</code> is the {@link Upstream}. To add a case is to add a
 * folder.
 */
class PlatformAppsIT {
    private static final Path APPS = Path.of("src/test/resources/restapps").toAbsolutePath();

    @TempDir
    private static Path data;
    private static GreenMail smtp;
    private static Upstream upstream;
    private static RunningServer server;

    private static List<Path> apps() throws IOException {
        try (Stream<Path> all = Files.list(APPS)) {
            return all.filter(each -> Files.exists(each.resolve("requests.json"))).sorted().toList();
        }
    }

    @BeforeAll
    static void startAll() throws IOException {
        smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        upstream = new Upstream();
        server = start();
    }

    /**
     * A clock by which it is six minutes past some hour, so that no timer is due
     * but by a step.
     */
    private static ZoneOffset clock() {
        int now = OffsetDateTime.now(ZoneOffset.UTC).get(ChronoField.MINUTE_OF_DAY);
        int ahead = Math.floorMod(12 * 60 + 6 - now, 24 * 60);
        return ZoneOffset.ofTotalSeconds(60 * (ahead > 14 * 60 ? ahead - 10 * 60 : ahead));
    }

    private static RunningServer start() throws IOException {
        StringBuilder yaml = new StringBuilder("mail: {host: 127.0.0.1, tls: none, from: annex@example.org, port: ")
                .append(smtp.getSmtp().getPort()).append("}\nserver: {timezone: \"").append(clock())
                .append("\"}\nwatch: false\naddons:\n");
        for (Path app : apps()) {
            Path own = app.resolve("addon.yaml");
            yaml.append("  ").append(app.getFileName()).append(":\n")
                    .append(Files.exists(own)
                            ? Files.readString(own).replace("{{upstream}}", upstream.url()).indent(4)
                            : "    limits: {}\n");
        }
        return RunningServer.startOn(data, yaml.toString(), apps().toArray(Path[]::new));
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
    void aMailGoesToNobodyWhomAnotherRequestHasNamed() throws Exception {
        RestappFolder archive = folder(APPS.resolve("archive"));
        for (String owner : List.of("first@example.org", "second@example.org")) {
            assertThat(archive.mistake(Http.json("""
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

    private static RestappFolder folder(Path app) throws IOException {
        return new RestappFolder(app, app.getFileName().toString(), new RestappFolder.Place() {
            @Override
            public RunningServer server() {
                return server;
            }

            @Override
            public Path data() {
                return data;
            }

            @Override
            public void restart() throws IOException {
                server.close();
                server = start();
            }
        }, Map.of("upstream", upstream.url()));
    }

    @TestFactory
    Stream<DynamicTest> eachAnswersAsItIsWritten() throws IOException {
        return apps().stream()
                .map(app -> DynamicTest.dynamicTest(app.getFileName().toString(), () -> folder(app).play()));
    }
}
