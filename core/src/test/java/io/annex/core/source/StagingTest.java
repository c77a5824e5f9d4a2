package io.annex.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.addon.InvalidAddon;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagingTest {
    @TempDir
    private Path temp;
    private Path versions;
    private Staging staging;

    @BeforeEach
    void open() throws IOException {
        versions = temp.resolve("data/versions");
        staging = new Staging(versions);
    }

    private void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(versions)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aFolderIsCopiedWithoutWhatIsNotTheAddons() throws Exception {
        Path source = Samples.folder(temp.resolve("app"), "a", "1");
        Files.createDirectories(source.resolve("module"));
        Files.writeString(source.resolve("module/x.js"), "x");
        Files.createDirectories(source.resolve(".git"));
        Files.writeString(source.resolve(".git/HEAD"), "ref");
        Files.writeString(source.resolve(".DS_Store"), "");
        Files.createDirectories(source.resolve(".well-known"));
        Files.writeString(source.resolve(".well-known/security.txt"), "Contact:");
        Path root = staging.stage(source);
        assertThat(root.resolve("module/x.js")).hasContent("x");
        assertThat(root.resolve(".git")).doesNotExist();
        assertThat(root.resolve(".DS_Store")).doesNotExist();
        assertThat(root.resolve(".well-known/security.txt")).exists();
        staging.discard(root);
        nothingIsLeft();
    }

    @Test
    void packagesForDevelopmentStayWhereTheyAreUnlessTheyAreAskedFor() throws Exception {
        Path source = Samples.folder(temp.resolve("app"), "a", "1");
        for (String each : List.of("kept", "kept/node_modules/inner", "tool", "tool/node_modules/inner")) {
            Path folder = Files.createDirectories(source.resolve("node_modules").resolve(each));
            Files.writeString(folder.resolve("index.js"), each);
        }
        Path installed = source.resolve("node_modules/.package-lock.json");
        Files.writeString(installed, """
                {"packages": {"node_modules/kept": {}, "node_modules/kept/node_modules/inner": {"dev": false},
                 "node_modules/tool": {"dev": true}, "node_modules/tool/node_modules/inner": {"dev": true},
                 "": {"dev": true}, "../kept": {"dev": true}}}""");
        Path root = staging.stage(source);
        assertThat(root.resolve("node_modules/kept/node_modules/inner/index.js")).exists();
        assertThat(root.resolve("node_modules/tool")).doesNotExist();
        assertThat(staging.stage(source, new FilesDigest(), true).resolve("node_modules/tool/index.js")).exists();
        Files.writeString(installed, "{");
        assertThat(staging.stage(source).resolve("node_modules/tool/index.js")).exists();
    }

    /** Names come from systems with other character sets, or from none. */
    @Test
    void aNameThatIsNoTextIsCopied() throws Exception {
        Path source = Samples.folder(temp.resolve("app"), "a", "1");
        Process touch = new ProcessBuilder("sh", "-c",
                "mkdir \"$(printf 'd\\377')\"; : > \"$(printf 'd\\377/\\376.js')\"").directory(source.toFile())
                .inheritIO().start();
        assertThat(Waiting.exit(touch)).isZero();
        Path root = staging.stage(source);
        try (Stream<Path> all = Files.walk(root)) {
            assertThat(all.filter(Files::isRegularFile).filter(file -> file.toString().endsWith(".js")).count())
                    .isEqualTo(2);
        }
    }

    @Test
    void aLinkInAFolderIsRefused() throws Exception {
        Path source = Samples.folder(temp.resolve("app"), "a", "1");
        Files.createSymbolicLink(source.resolve("secret.js"), Path.of("/etc/hostname"));
        assertThatThrownBy(() -> staging.stage(source)).isInstanceOf(InvalidAddon.class)
                .hasMessageContaining("secret.js").hasMessageContaining("symbolic link");
        nothingIsLeft();
    }

    @Test
    void linksInsideAFolderAreFollowedAndThoseToCommandsLeftOut() throws Exception {
        Path source = Samples.folder(temp.resolve("app"), "a", "1");
        for (String name : List.of("packages/own/index.js", "node_modules/x/cli.js", "node_modules/.bin/other",
                ".git/HEAD")) {
            Files.createDirectories(source.resolve(name).getParent());
            Files.writeString(source.resolve(name), "own");
        }
        Files.createSymbolicLink(source.resolve("node_modules/own"), Path.of("../packages/own"));
        Files.createSymbolicLink(source.resolve("packages/own/same.js"), Path.of("index.js"));
        Files.createSymbolicLink(source.resolve("packages/own/whole"), Path.of("../.."));
        Files.createSymbolicLink(source.resolve("node_modules/.bin/x"), Path.of("../x/cli.js"));
        Files.createSymbolicLink(source.resolve("head"), Path.of(".git/HEAD"));
        Files.createSymbolicLink(Files.createDirectories(source.resolve("node_modules/@annex")).resolve("types"), temp);
        Path root = staging.stage(source);
        assertThat(root.resolve("node_modules/own/index.js")).hasContent("own").isRegularFile();
        assertThat(root.resolve("node_modules/own/same.js")).hasContent("own");
        assertThat(root.resolve("node_modules/own")).isDirectory();
        assertThat(Files.isSymbolicLink(root.resolve("node_modules/own"))).isFalse();
        assertThat(root.resolve("packages/own/whole")).doesNotExist();
        assertThat(root.resolve("node_modules/.bin/x")).doesNotExist();
        assertThat(root.resolve("node_modules/@annex/types")).doesNotExist();
        assertThat(root.resolve("head")).doesNotExist();
    }

    @Test
    void aLinkToNothingIsRefused() throws Exception {
        Path source = Samples.folder(temp.resolve("app"), "a", "1");
        Files.createSymbolicLink(source.resolve("lost.js"), Path.of("gone.js"));
        assertThatThrownBy(() -> staging.stage(source)).isInstanceOf(InvalidAddon.class).hasMessageContaining("lost.js")
                .hasMessageContaining("symbolic link");
        nothingIsLeft();
    }

    @Test
    void aZipIsUnpacked() throws Exception {
        Path root = staging.stage(Samples.zip(temp.resolve("a.zip"), "manifest.json", "{}", "module/", "",
                "module/x.js", "x", "__MACOSX/._x.js", "junk", ".git/HEAD", "ref"));
        assertThat(root.resolve("module/x.js")).hasContent("x");
        assertThat(root.resolve("__MACOSX")).doesNotExist();
        assertThat(root.resolve(".git")).doesNotExist();
    }

    @Test
    void aZipMayHoldTheAddonInOneFolder() throws Exception {
        Path root = staging
                .stage(Samples.zip(temp.resolve("a.zip"), "app-1.0/manifest.json", "{}", "app-1.0/index.js", ""));
        assertThat(root.resolve("manifest.json")).exists();
        staging.discard(root);
        nothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.js", "a/../../evil.js", "a/..", "/etc/evil.js", "..\\evil.js", "a\\b.js",
            "C:/evil.js", "c:evil.js", "./a.js", "a/./b.js", "//evil.js"})
    void anEntryThatLeadsOutIsRefusedByName(String name) throws Exception {
        Path zip = Samples.zip(temp.resolve("a.zip"), "manifest.json", "{}", name, "evil");
        assertThatThrownBy(() -> staging.stage(zip)).isInstanceOf(InvalidAddon.class).hasMessageContaining(name);
        nothingIsLeft();
        assertThat(temp.resolve("data/evil.js")).doesNotExist();
        assertThat(temp.resolve("evil.js")).doesNotExist();
    }

    @Test
    void aLinkInAZipIsRefusedByName() throws Exception {
        Path zip = Samples.zip(temp.resolve("a.zip"), "manifest.json", "{}", "link.js", "/etc/passwd");
        asUnixLink(zip, "link.js");
        assertThatThrownBy(() -> staging.stage(zip)).isInstanceOf(InvalidAddon.class).hasMessageContaining("link.js")
                .hasMessageContaining("symbolic link");
        nothingIsLeft();
    }

    @Test
    void anEntryThatIsThereTwiceIsRefusedByName() throws Exception {
        Path zip = Samples.zip(temp.resolve("a.zip"), "manifest.json", "{}", "one.js", "1", "two.js", "2");
        byte[] bytes = Files.readAllBytes(zip);
        replace(bytes, "two.js", "one.js");
        Files.write(zip, bytes);
        assertThatThrownBy(() -> staging.stage(zip)).isInstanceOf(InvalidAddon.class).hasMessageContaining("one.js");
        nothingIsLeft();
    }

    @Test
    void aFileThatIsAFolderAsWellIsRefusedByName() throws Exception {
        Path zip = Samples.zip(temp.resolve("a.zip"), "manifest.json", "{}", "a", "file", "a/b.js", "below a file");
        assertThatThrownBy(() -> staging.stage(zip)).isInstanceOf(InvalidAddon.class).hasMessageContaining("a/b.js")
                .hasMessageNotContaining(versions.toString());
        nothingIsLeft();
    }

    @Test
    void aBombIsRefusedByName() throws Exception {
        Path zip = Samples.zip(temp.resolve("a.zip"), "manifest.json", "{}", "bomb.txt", "0".repeat(32 << 20));
        assertThatThrownBy(() -> staging.stage(zip)).isInstanceOf(InvalidAddon.class).hasMessageContaining("bomb.txt");
        nothingIsLeft();
    }

    @Test
    void aZipWithTooManyEntriesIsRefused() throws Exception {
        String[] entries = new String[2 * (FilesBudget.MOST_ENTRIES + 1)];
        for (int i = 0; i < entries.length; i += 2) {
            entries[i] = "f" + i;
            entries[i + 1] = "";
        }
        Path zip = Samples.zip(temp.resolve("a.zip"), entries);
        assertThatThrownBy(() -> staging.stage(zip)).isInstanceOf(InvalidAddon.class).hasMessageContaining("files");
        nothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no zip at all", "PK\u0003\u0004 cut off"})
    void whatIsNoZipIsRefused(String content) throws Exception {
        Path zip = temp.resolve("a.zip");
        Files.writeString(zip, content);
        assertThatThrownBy(() -> staging.stage(zip)).isInstanceOf(InvalidAddon.class).hasMessageContaining("a.zip");
        nothingIsLeft();
    }

    @Test
    void aMissingSourceIsRefused() throws Exception {
        assertThatThrownBy(() -> staging.stage(temp.resolve("gone"))).isInstanceOf(InvalidAddon.class);
        nothingIsLeft();
    }

    @Test
    void whatACrashLeftBehindIsDeletedAtTheStart() throws Exception {
        staging.stage(Samples.folder(temp.resolve("app"), "a", "1"));
        staging = new Staging(versions);
        nothingIsLeft();
    }

    /**
     * Marks an entry in the archive's directory as a link, as Unix archivers do.
     */
    private static void asUnixLink(Path zip, String name) throws IOException {
        byte[] bytes = Files.readAllBytes(zip);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 46 + name.length() <= bytes.length; at++) {
            if (buffer.getInt(at) == 0x02014b50
                    && new String(bytes, at + 46, buffer.getShort(at + 28), StandardCharsets.UTF_8).equals(name)) {
                buffer.put(at + 5, (byte) 3);
                buffer.putInt(at + 38, 0120777 << 16);
            }
        }
        Files.write(zip, bytes);
    }

    private static void replace(byte[] bytes, String from, String to) {
        for (int at = 0; at + from.length() <= bytes.length; at++) {
            if (new String(bytes, at, from.length(), StandardCharsets.ISO_8859_1).equals(from)) {
                System.arraycopy(to.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, to.length());
            }
        }
    }
}
