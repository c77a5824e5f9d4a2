package io.annex.core.service.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.service.OpRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptCacheTest {
    private static final String ASKED = "strict\0/index.js";
    private static final int DIGEST = 64;

    private final ScriptCache scripts = new ScriptCache();
    private final Object version = new Object();
    @TempDir
    private Path root;
    private AddonSources sources;

    @BeforeEach
    void script() throws Exception {
        sources = new AddonSources(root);
        Files.writeString(root.resolve("index.js"), "await\0 x");
    }

    private String find(Object of, String place) throws Exception {
        return scripts.find(of, place, sources, ASKED);
    }

    private String digest() throws Exception {
        return find(version, "own ").substring(1, 1 + DIGEST);
    }

    @Test
    void whatWasMadeIsFoundByTheVersionsOtherWorkers() throws Exception {
        assertThat(find(version, "own ")).startsWith("s").endsWith("await\0 x");
        scripts.keep(version, "own ", ASKED + '\0' + digest() + "\0made\0 of it");
        assertThat(find(version, "own ")).isEqualTo('m' + digest() + "made\0 of it");
    }

    @Test
    void noOtherVersionFindsIt() throws Exception {
        scripts.keep(version, "own ", ASKED + '\0' + digest() + "\0planted");
        assertThat(find(new Object(), "own ")).startsWith("s");
        assertThat(find(version, "package ")).startsWith("s");
        assertThat(scripts.find(version, "own ", sources, "loose\0/index.js")).startsWith("s");
    }

    @Test
    void whatWasMadeOfOtherBytesIsNotFound() throws Exception {
        scripts.keep(version, "own ", ASKED + '\0' + digest() + "\0made");
        Files.writeString(root.resolve("index.js"), "await y");
        assertThat(find(version, "own ")).startsWith("s").endsWith("await y");
    }

    @Test
    void aVersionThatIsGoneLeavesNothing() throws Exception {
        scripts.keep(version, "own ", ASKED + '\0' + digest() + "\0made");
        scripts.forget(version);
        assertThat(find(version, "own ")).startsWith("s");
    }

    @Test
    void whatIsTooLargeIsNotKept() throws Exception {
        scripts.keep(version, "own ", ASKED + '\0' + digest() + '\0' + "x".repeat(9 << 20));
        assertThat(find(version, "own ")).startsWith("s");
    }

    @Test
    void whatIsAgainstTheGrammarIsRefused() {
        assertThatThrownBy(() -> scripts.keep(version, "own ", "strict\0/index.js"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileThatIsNoTextOrNotThereIsSaid() throws Exception {
        Files.write(root.resolve("index.js"), new byte[]{(byte) 0xff});
        assertThatThrownBy(() -> find(version, "own ")).isInstanceOf(OpRefused.class);
        Files.delete(root.resolve("index.js"));
        assertThatThrownBy(() -> find(version, "own "))
                .hasMessage("Cannot read '/index.js': not a text file of the add-on");
    }
}
