package io.annex.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.Parts;
import io.annex.core.addon.Endpoint;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.Version;
import io.annex.core.mount.MountTarget;
import io.annex.core.restapp.RestappStyle;
import io.annex.core.source.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentsTest {
    @TempDir
    private Path temp;
    private Path versions;
    private final FakeEngine engine = new FakeEngine();
    private Parts parts;
    private Deployments deployments;

    private @Nullable Version at(String path) {
        return parts.mounts().at(path) instanceof MountTarget.One one ? one.version() : null;
    }

    @BeforeEach
    void open() throws IOException {
        versions = temp.resolve("versions");
        parts = new Parts(temp, engine, new RestappStyle());
        deployments = parts.deployments();
    }

    private long staged() throws IOException {
        try (Stream<Path> roots = Files.list(versions)) {
            return roots.count();
        }
    }

    @Test
    void anAddonIsFoundByItsMount() throws Exception {
        Version version = deployments.deploy(Samples.folder(temp.resolve("x"), "my app", "1"));
        assertThat(version.mountPath()).isEqualTo("/rest-api/my%20app");
        assertThat(at("/rest-api/my%20app")).isSameAs(version);
        assertThat(at("/rest-api/my%20app/")).isSameAs(version);
        assertThat(at("/rest-api/my%20app/user/1")).isSameAs(version);
        assertThat(at("/rest-api/my")).isNull();
        assertThat(at("/rest-api")).isNull();
        assertThat(at("/")).isNull();
    }

    @Test
    void theNextVersionTakesTheMountAndTheOldOneDrains() throws Exception {
        Path source = temp.resolve("x");
        Version one = deployments.deploy(Samples.folder(source, "a", "1"));
        FakeEngine.FakeWorkers old = engine.last();
        Version two = deployments.deploy(Samples.folder(source, "a", "2"));
        assertThat(at("/rest-api/a")).isSameAs(two);
        assertThat(one.state()).isEqualTo(Version.State.DRAINING);
        assertThat(old.draining).isTrue();
        assertThat(one.root()).exists();
        old.close();
        assertThat(one.state()).isEqualTo(Version.State.RETIRED);
        assertThat(one.root()).doesNotExist();
        assertThat(staged()).isEqualTo(1);
    }

    @Test
    void aVersionThatDoesNotLoadLeavesTheOldOneServing() throws Exception {
        Path source = temp.resolve("x");
        Version one = deployments.deploy(Samples.folder(source, "a", "1"));
        Files.writeString(source.resolve("index.js"), "throw new Error('no')");
        assertThatThrownBy(() -> deployments.deploy(source)).isInstanceOf(InvalidAddon.class)
                .hasMessageContaining("index.js:1:1");
        assertThat(at("/rest-api/a")).isSameAs(one);
        assertThat(one.state()).isEqualTo(Version.State.ACTIVE);
        assertThat(engine.last().closed).isTrue();
        assertThat(staged()).isEqualTo(1);
    }

    @Test
    void aNameThatIsTakenIsRefusedWithBothPaths() throws Exception {
        Path first = Samples.folder(temp.resolve("x"), "a", "1");
        Path second = Samples.folder(temp.resolve("y"), "a", "1");
        deployments.deploy(first);
        assertThatThrownBy(() -> deployments.deploy(second)).hasMessageContaining(first.toString())
                .hasMessageContaining(second.toString());
        deployments.remove(first);
        assertThat(at("/rest-api/a")).isNull();
        deployments.deploy(second);
        assertThat(at("/rest-api/a")).isNotNull();
    }

    @Test
    void anAddonThatTakesAnotherNameMoves() throws Exception {
        Path source = temp.resolve("x");
        deployments.deploy(Samples.folder(source, "a", "1"));
        deployments.deploy(Samples.folder(source, "b", "1"));
        assertThat(at("/rest-api/a")).isNull();
        assertThat(at("/rest-api/b")).isNotNull();
        deployments.deploy(Samples.folder(temp.resolve("y"), "a", "1"));
    }

    @Test
    void aNameThatWasNeverServedIsFreeAgain() throws Exception {
        Path source = temp.resolve("x");
        deployments.deploy(Samples.folder(source, "a", "1"));
        Samples.folder(source, "b", "2");
        Files.writeString(source.resolve("index.js"), "throw new Error('no')");
        assertThatThrownBy(() -> deployments.deploy(source)).isInstanceOf(InvalidAddon.class);
        deployments.deploy(Samples.folder(temp.resolve("y"), "b", "1"));
        assertThat(at("/rest-api/b")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(classes = {IOException.class, IllegalStateException.class, StackOverflowError.class})
    void aVersionThatCannotBeKeptIsGivenUpWhateverTheReason(Class<? extends Throwable> reason) throws Exception {
        Path source = temp.resolve("x");
        Version one = deployments.deploy(Samples.folder(source, "a", "1"));
        Samples.folder(source, "b", "2");
        Throwable thrown = reason.getDeclaredConstructor().newInstance();
        assertThatThrownBy(() -> deployments.deploy(new VersionLoader.Incoming(source, source, "", false), () -> {
            switch (thrown) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new AssertionError(e);
            }
        })).isInstanceOf(reason == IOException.class ? InvalidAddon.class : reason);
        assertThat(engine.last().closed).isTrue();
        assertThat(staged()).isEqualTo(1);
        assertThat(at("/rest-api/a")).isSameAs(one);
        deployments.deploy(Samples.folder(temp.resolve("y"), "b", "1"));
    }

    @Test
    void aCheckServesNothingAndTakesNothingAway() throws Exception {
        Path source = Samples.folder(temp.resolve("x"), "a", "1");
        assertThat(deployments.check(source).endpoints()).extracting(Endpoint::template).containsExactly("/user/:id",
                "/user");
        assertThat(at("/rest-api/a")).isNull();
        assertThat(staged()).isZero();
        deployments.deploy(source);
        deployments.check(source);
        assertThatThrownBy(() -> deployments.deploy(Samples.folder(temp.resolve("y"), "a", "1")))
                .hasMessageContaining("is taken");
    }

    @Test
    void whatIsDeployedAndRemovedAtTheSameTimeEndsWithOneVersionThatServes() throws Exception {
        Path source = Samples.folder(temp.resolve("x"), "a", "1");
        for (int round = 0; round < 50; round++) {
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = Stream.of("deploy", "remove", "deploy", "remove", "deploy")
                    .map(what -> Thread.ofVirtual().start(() -> {
                        try {
                            go.await();
                            if (what.equals("deploy")) {
                                deployments.deploy(source);
                            } else {
                                deployments.remove(source);
                            }
                        } catch (InvalidAddon | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    })).toList();
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            Version last = deployments.deploy(source);
            assertThat(at("/rest-api/a")).isSameAs(last);
            assertThat(last.state()).isEqualTo(Version.State.ACTIVE);
            assertThat(deployments.active()).containsExactly(last);
            long serving = engine.opened.stream().filter(each -> !each.draining && !each.closed).count();
            assertThat(serving).as("round " + round).isEqualTo(1);
        }
    }
}
