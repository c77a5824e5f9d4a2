package io.annex.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.annex.core.Parts;
import io.annex.core.addon.Version;
import io.annex.core.mount.MountTarget;
import io.annex.core.restapp.RestappStyle;
import io.annex.core.source.Samples;
import io.annex.testing.UnlistableFolder;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class WatcherTest {
    @TempDir
    private Path temp;
    private Path addons;
    private Parts parts;
    private Deployments deployments;
    private Watcher watcher;

    private @Nullable Version at(String path) {
        return parts.mounts().at(path) instanceof MountTarget.One one ? one.version() : null;
    }

    @BeforeEach
    void open() throws IOException {
        addons = Files.createDirectories(temp.resolve("addons"));
        parts = new Parts(temp, new FakeEngine(), new RestappStyle());
        deployments = parts.deployments();
        watcher = new Watcher(deployments, temp);
    }

    @AfterEach
    void close() throws IOException {
        watcher.close();
    }

    private void followFolder() {
        watcher.folder(addons);
        watcher.start();
    }

    private static void eventually(String what, BooleanSupplier condition) {
        Waiting.until(what, condition);
    }

    private void serves(String addon, String version) {
        eventually(addon + " " + version, () -> {
            Version active = at("/rest-api/" + addon);
            return active != null && active.manifest().version().equals(version);
        });
    }

    private void isGone(String addon) {
        eventually(addon + " is gone", () -> at("/rest-api/" + addon) == null);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void aChangedFileIsDeployed() throws Exception {
        Path app = Samples.folder(addons.resolve("app"), "a", "1");
        deployments.deploy(app);
        followFolder();
        Samples.folder(app, "a", "2");
        serves("a", "2");
    }

    @Test
    void aFileInANewFolderOfAnAddonIsDeployed() throws Exception {
        Path app = Samples.folder(addons.resolve("app"), "a", "1");
        Version before = deployments.deploy(app);
        followFolder();
        Files.createDirectories(app.resolve("module/deep"));
        Files.writeString(app.resolve("module/deep/x.js"), "1");
        eventually("the module is there", () -> {
            Version active = at("/rest-api/a");
            return active != null && active != before && Files.exists(active.root().resolve("module/deep/x.js"));
        });
    }

    @Test
    void newAddonsAppearAndRemovedOnesGo() throws Exception {
        followFolder();
        Path folder = Samples.folder(addons.resolve("one"), "a", "1");
        Path zip = Samples.zip(addons.resolve("two.zip"), "b", "1");
        serves("a", "1");
        serves("b", "1");
        delete(folder);
        Files.delete(zip);
        isGone("a");
        isGone("b");
    }

    @Test
    void aFolderThatIsDeletedAndMadeAgainIsStillFollowed() throws Exception {
        Path app = addons.resolve("app");
        followFolder();
        for (int round = 1; round <= 5; round++) {
            Samples.folder(app, "a", "made " + round);
            serves("a", "made " + round);
            Samples.folder(app, "a", "changed " + round);
            serves("a", "changed " + round);
            delete(app);
        }
        Samples.folder(app, "a", "last");
        serves("a", "last");
        Samples.folder(app, "a", "very last");
        serves("a", "very last");
    }

    @Test
    void aSingleAddonThatIsDeletedAndMadeAgainIsStillFollowed() throws Exception {
        Path app = Samples.folder(addons.resolve("app"), "a", "1");
        deployments.deploy(app);
        watcher.addon(app);
        watcher.start();
        delete(app);
        isGone("a");
        Samples.folder(app, "a", "2");
        serves("a", "2");
        Samples.folder(app, "a", "3");
        serves("a", "3");
    }

    @Test
    void aReplacedZipIsDeployedAndABrokenOneLeavesTheOldOne() throws Exception {
        Path zip = Samples.zip(addons.resolve("app.zip"), "a", "1");
        deployments.deploy(zip);
        watcher.addon(zip);
        watcher.start();
        Files.move(Samples.zip(temp.resolve("next"), "a", "2"), zip, StandardCopyOption.REPLACE_EXISTING);
        serves("a", "2");
        Files.writeString(zip, "PK broken");
        Path other = Samples.folder(addons.resolve("other"), "other", "1");
        deployments.deploy(other);
        watcher.addon(other);
        Samples.folder(other, "other", "2");
        serves("other", "2");
        assertThat(at("/rest-api/a")).isNotNull();
        Samples.zip(zip, "a", "3");
        serves("a", "3");
    }

    @Test
    void anAddonBehindALinkIsFollowed() throws Exception {
        Path real = Samples.folder(temp.resolve("real"), "a", "1");
        Path link = Files.createSymbolicLink(addons.resolve("link"), real);
        deployments.deploy(link);
        followFolder();
        Samples.folder(real, "a", "2");
        serves("a", "2");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aRoundThatFailsIsNotTheLast() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), addons);
        watcher.folder(link);
        watcher.start();
        try (Said warned = new Said(); UnlistableFolder unlistable = UnlistableFolder.make()) {
            Path next = Files.createSymbolicLink(temp.resolve("next"), unlistable.path());
            Files.move(next, link, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            Path here = Files.createFile(addons.resolve("here"));
            Path there = addons.resolve("there");
            // More at once than the system keeps for us, so that all has to be looked at.
            eventually("everything was looked at in vain", () -> {
                for (int i = 0; i < 2000; i++) {
                    rename(here, there);
                    rename(there, here);
                }
                return warned.has("cannot be read");
            });
        }
        Files.delete(link);
        Files.createSymbolicLink(link, addons);
        Samples.folder(addons.resolve("app"), "a", "1");
        serves("a", "1");
    }

    /** Two events, of one call of the system. */
    private static void rename(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the watcher has said. */
    private static final class Said implements AutoCloseable {
        private final Logger logger = (Logger) LoggerFactory.getLogger(Watcher.class);
        private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

        Said() {
            appender.list = new CopyOnWriteArrayList<>();
            appender.start();
            logger.addAppender(appender);
        }

        boolean has(String text) {
            return appender.list.stream().anyMatch(event -> event.getFormattedMessage().contains(text));
        }

        @Override
        public void close() {
            logger.detachAppender(appender);
        }
    }

    @Test
    void aLinkInsideAnAddonLeadsTheWatcherNowhere() throws Exception {
        Path elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
        Path app = Samples.folder(addons.resolve("app"), "a", "1");
        deployments.deploy(app);
        Path link = Files.createSymbolicLink(app.resolve("out"), elsewhere);
        followFolder();
        Files.delete(link);
        Version before = at("/rest-api/a");
        eventually("the deletion is noticed", () -> at("/rest-api/a") != before);
        Version settled = at("/rest-api/a");
        Files.writeString(elsewhere.resolve("x.js"), "1");
        Path other = Samples.folder(addons.resolve("other"), "b", "1");
        serves("b", "1");
        assertThat(other).exists();
        assertThat(at("/rest-api/a")).isSameAs(settled);
    }
}
