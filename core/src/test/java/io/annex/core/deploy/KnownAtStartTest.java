package io.annex.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.Parts;
import io.annex.core.addon.Endpoint;
import io.annex.core.addon.Version;
import io.annex.core.http.Answer;
import io.annex.core.http.FakeRequest;
import io.annex.core.request.Dispatcher;
import io.annex.core.restapp.RestappStyle;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limits;
import io.annex.core.source.Samples;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Add-ons whose endpoints are known from the start before. */
class KnownAtStartTest {
    @TempDir
    private Path temp;
    private Path source;
    private FakeEngine engine = new FakeEngine();
    private Deployments deployments;
    private Dispatcher dispatcher;
    private Parts parts;
    private AddonSettings settings = AddonSettings.DEFAULTS;

    @BeforeEach
    void evaluatedOnce() throws Exception {
        source = Samples.folder(temp.resolve("app"), "app", "1");
        start();
        assertThat(engine.last().evaluations).isEqualTo(1);
        start();
        assertThat(engine.last().evaluations).isZero();
    }

    private Version start() throws Exception {
        engine = new FakeEngine();
        parts = new Parts(temp, engine, new RestappStyle());
        deployments = parts.deployments(name -> settings, DeployListener.NONE);
        dispatcher = parts.dispatcher(deployments, Map.of());
        Version version = deployments.deployAtStart(source);
        deployments.started();
        return version;
    }

    private FakeRequest get(String path) {
        FakeRequest request = new FakeRequest("GET", path);
        dispatcher.handle(request);
        return request;
    }

    private Version active() {
        return deployments.active().iterator().next();
    }

    /** What the next evaluation gives, though the source is what it was. */
    private void declares(String declared) throws IOException {
        Files.writeString(active().root().resolve("index.js"), declared);
    }

    private static String answer(String body) {
        return String.join("\0", "1", "200", "", "", "t", body);
    }

    private long kept() throws IOException {
        Path folder = temp.resolve("endpoints");
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void theFirstExchangeEvaluatesItAndIsHandedOver() {
        assertThat(active().workers().isEvaluated()).isFalse();
        assertThat(active().endpoints()).extracting(Endpoint::template).containsExactly("/user/:id", "/user");
        FakeRequest request = get("/rest-api/app/user/1");
        assertThat(engine.last().evaluations).isEqualTo(1);
        assertThat(engine.last().offered).hasSize(1);
        engine.last().offered.getFirst().answered(answer("hi"), null, 1);
        assertThat(((Answer.Text) request.answer()).body()).isEqualTo("hi");
        assertThat(active().workers().isEvaluated()).isTrue();
        get("/rest-api/app/user/2");
        assertThat(engine.last().evaluations).isEqualTo(1);
        assertThat(engine.opened).hasSize(1);
    }

    @Test
    void noExchangeIsHandedToAProgramWhoseEndpointsHaveAnotherOrder() throws Exception {
        Version known = active();
        declares("""
                {"endpoints": [{"method": "GET", "path": "/delete/:id"}, {"method": "GET", "path": "/user/:id"}]}
                """);
        FakeRequest request = get("/rest-api/app/user/1");
        Waiting.until("it is with the next version", () -> !engine.last().offered.isEmpty());
        assertThat(engine.last().offered).hasSize(1);
        assertThat(engine.last().offered.getFirst().message()).startsWith("1\0GET\0");
        engine.last().offered.getFirst().answered(answer("hi"), null, 1);
        assertThat(((Answer.Text) request.answer()).body()).isEqualTo("hi");
        Version now = active();
        assertThat(now).isNotSameAs(known);
        assertThat(known.state()).isEqualTo(Version.State.RETIRED);
        assertThat(now.endpoints()).extracting(Endpoint::template).containsExactly("/delete/:id", "/user/:id");
        assertThat(now.root()).isEqualTo(known.root()).exists();
        assertThat(engine.opened).hasSize(1);
        assertThat(engine.last().evaluations).isEqualTo(1);
        // It goes the way of any other.
        deployments.deploy(source);
        assertThat(engine.opened.getFirst().draining).isTrue();
        engine.opened.getFirst().close();
        assertThat(now.root()).doesNotExist();
    }

    @Test
    void whatItDeclaresNowIsKnownAtTheNextStart() throws Exception {
        declares("{\"endpoints\": [{\"method\": \"GET\", \"path\": \"/user/:id\"}]}");
        get("/rest-api/app/user/1");
        Waiting.until("it is with the next version", () -> !engine.last().offered.isEmpty());
        Waiting.until("it is kept", () -> keptFile().contains("/user/:id\"}]}"));
        assertThat(start().endpoints()).hasSize(1);
        assertThat(engine.last().evaluations).isZero();
        // And that turns out otherwise once more, and once only.
        get("/rest-api/app/user/1");
        Waiting.until("it is with the next version", () -> !engine.last().offered.isEmpty());
        assertThat(active().endpoints()).hasSize(2);
        get("/rest-api/app/user/1");
        assertThat(engine.opened).hasSize(1);
        assertThat(engine.last().evaluations).isEqualTo(1);
    }

    @Test
    void aFirstEvaluationThatFailsIsTriedAgainWithNewWorkersAndForgotten() throws Exception {
        String good = Files.readString(active().root().resolve("index.js"));
        declares("throw new Error('no')");
        FakeRequest failed = get("/rest-api/app/user/1");
        assertThat(failed.answer().status()).isEqualTo(503);
        assertThat(engine.opened.getFirst().closed).isTrue();
        assertThat(kept()).isZero();
        declares(good);
        Waiting.until("it serves", () -> {
            get("/rest-api/app/user/1");
            return !engine.last().offered.isEmpty();
        });
        assertThat(engine.opened).hasSize(2);
        assertThat(active().workers().isEvaluated()).isTrue();
    }

    @Test
    void whatCannotBeServedIsAFailureToo() throws Exception {
        declares("{\"endpoints\": [{\"method\": \"get\", \"path\": \"/user\"}]}");
        FakeRequest failed = get("/rest-api/app/user/1");
        Waiting.until("it is refused", () -> !failed.answers.isEmpty());
        assertThat(failed.answer().status()).isEqualTo(503);
        assertThat(engine.opened.getFirst().closed).isTrue();
    }

    @Test
    void aDeployWhileItIsEvaluatedTakesWhatWaits() throws Exception {
        engine.holds = true;
        FakeRequest request = get("/rest-api/app/user/1");
        assertThat(engine.last().offered).isEmpty();
        engine.holds = false;
        deployments.deploy(Samples.folder(source, "app", "2"));
        assertThat(engine.opened).hasSize(2);
        assertThat(engine.opened.getFirst().draining).isTrue();
        assertThat(engine.last().offered).hasSize(1);
        engine.last().offered.getFirst().answered(answer("hi"), null, 1);
        assertThat(((Answer.Text) request.answer()).body()).isEqualTo("hi");
        // Too late.
        engine.opened.getFirst().release();
        assertThat(active().manifest().version()).isEqualTo("2");
        assertThat(engine.opened.getFirst().offered).isEmpty();
    }

    @Test
    void aClientThatLeavesWhileItIsEvaluatedIsNotBegun() throws Exception {
        engine.holds = true;
        FakeRequest leaves = get("/rest-api/app/user/1");
        get("/rest-api/app/user/2");
        leaves.disconnect();
        engine.last().release();
        assertThat(engine.last().offered).hasSize(1);
        assertThat(engine.last().abandoned).isEmpty();
        assertThat(leaves.answers).isEmpty();
    }

    @Test
    void noMoreWaitThanMayWait() throws Exception {
        settings = new AddonSettings(Limits.DEFAULTS.with(Map.of("inFlight", "1", "queued", "2")),
                settings.corsOrigins(), settings.placement(), settings.packages(), settings.grants());
        start();
        start();
        engine.holds = true;
        for (int times = 0; times < 3; times++) {
            assertThat(get("/rest-api/app/user/1").answers).isEmpty();
        }
        assertThat(active().workers().status().queued()).isEqualTo(3);
        assertThat(get("/rest-api/app/user/1").answer().status()).isEqualTo(503);
    }

    @Test
    void aDeployOfTheSameEvaluates() throws Exception {
        deployments.deploy(source);
        assertThat(engine.last().evaluations).isEqualTo(1);
        deployments.check(source);
        assertThat(engine.last().evaluations).isEqualTo(1);
        assertThat(engine.opened).hasSize(3);
    }

    @Test
    void otherSettingsOrFilesEvaluate() throws Exception {
        settings = new AddonSettings(Limits.DEFAULTS.with(Map.of("cpu", "2 s")), settings.corsOrigins(),
                settings.placement(), settings.packages(), settings.grants());
        start();
        assertThat(engine.last().evaluations).isEqualTo(1);
        Files.writeString(source.resolve("other.txt"), "x");
        start();
        assertThat(engine.last().evaluations).isEqualTo(1);
        Files.createDirectory(source.resolve("empty"));
        start();
        assertThat(engine.last().evaluations).isEqualTo(1);
        start();
        assertThat(engine.last().evaluations).isZero();
    }

    @Test
    void whatIsPlantedIsCheckedLikeWhatAProgramSays() throws Exception {
        KeptTables tables = new KeptTables(temp.resolve("endpoints"));
        String digest = digest();
        assertThat(tables.find("app", digest)).isPresent();
        for (String hostile : List.of("", "nonsense", "{}", "{\"endpoints\": [{\"method\": \"GET\"}]}",
                "{\"endpoints\": [{\"method\": \"GET\", \"path\": \"no slash\"}]}",
                "{\"endpoints\": " + "[".repeat(2000) + "]".repeat(2000) + "}")) {
            tables.keep("app", digest, hostile);
            start();
            assertThat(engine.last().evaluations).as(hostile).isEqualTo(1);
            assertThat(active().endpoints()).hasSize(2);
        }
    }

    private String digest() {
        return keptFile().lines().skip(1).findFirst().orElseThrow();
    }

    private String keptFile() {
        try (Stream<Path> files = Files.list(temp.resolve("endpoints"))) {
            return Files.readString(files.filter(file -> file.toString().endsWith(".table")).findFirst().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsRemovedIsForgotten() throws Exception {
        assertThat(kept()).isEqualTo(1);
        deployments.remove(source);
        assertThat(kept()).isZero();
    }

    @Test
    void whatDeclaresNothingIsEvaluatedAtEachStart() throws Exception {
        Files.writeString(source.resolve("index.js"), "{\"endpoints\": []}");
        start();
        start();
        assertThat(engine.last().evaluations).isEqualTo(1);
        assertThat(kept()).isZero();
    }

    @Test
    void whatFailsIsNotKept() throws Exception {
        Files.writeString(source.resolve("index.js"), "throw new Error('no')");
        for (int times = 0; times < 2; times++) {
            engine = new FakeEngine();
            parts = new Parts(temp, engine, new RestappStyle());
            deployments = parts.deployments();
            assertThat(deployments.tries().deploy(source, () -> deployments.deployAtStart(source))).isFalse();
            assertThat(engine.last().evaluations).isEqualTo(1);
        }
    }
}
