package io.annex.core.webpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebpointsStyleTest {
    @TempDir
    private Path root;

    private final WebpointsStyle style = new WebpointsStyle();

    private void files(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(root.resolve(name).getParent());
            Files.writeString(root.resolve(name), "");
        }
    }

    @ParameterizedTest
    @CsvSource({"server.js,true", "server.ts,true", "operations.js,true", "operations.ts,true", "annex.json,true",
            "index.js,false", "package.json,false"})
    void aFolderIsRecognisedByItsNames(String name, boolean recognised) throws Exception {
        files(name);
        assertThat(style.recognises(root)).isEqualTo(recognised);
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest.json", "widget.js", "backend.js", "backend.ts"})
    void whatIsOfAnotherStyleIsNot(String name) throws Exception {
        files("server.js", name);
        assertThat(style.recognises(root)).isFalse();
    }

    @Test
    void withoutAManifestTheFolderNamesIt() throws Exception {
        files("operations.js", "server.ts");
        Manifest manifest = style.manifest(root, "sums");
        assertThat(manifest.id()).isEqualTo("sums");
        assertThat(manifest.version()).isEqualTo("0");
        assertThat(manifest.entry()).isEqualTo("/server.ts");
        assertThat(style.mountPolicy().mount(manifest.id())).isEqualTo("/sums");
    }

    @Test
    void theManifestMaySayMore() throws Exception {
        files("server.js", "lib/main.js");
        Files.writeString(root.resolve("annex.json"),
                "{\"id\": \"other\", \"version\": \"2.0\", /* a comment */ \"main\": \"./lib/main.js\",}");
        Manifest manifest = style.manifest(root, "sums");
        assertThat(manifest.id()).isEqualTo("other");
        assertThat(manifest.version()).isEqualTo("2.0");
        assertThat(manifest.entry()).isEqualTo("/lib/main.js");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{                        | annex.json:1",
            "[]                       | annex.json: not an object",
            "{\"id\": 5}              | annex.json: id: 5 (expected: a text)",
            "{\"id\": \"a/b\"}        | annex.json: id: a/b (expected: no slash",
            "{\"id\": \"-\"}          | annex.json: id: - (expected: no slash",
            "{\"id\": \".a\"}         | annex.json: id: .a (expected: no slash",
            "{\"version\": \" \"}     | annex.json: version: \" \" (expected: a text)",
            "{\"main\": \"../x.js\"}  | annex.json: main: ../x.js (expected: a script of the add-on)",
            "{\"main\": \"none.js\"}  | annex.json: main: none.js (expected: a script of the add-on)"})
    void whatIsWrongIsNamed(String json, String message) throws Exception {
        files("server.js");
        Files.writeString(root.resolve("annex.json"), json);
        assertThatThrownBy(() -> style.manifest(root, "sums")).isInstanceOf(InvalidAddon.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aScriptIsNeeded() throws Exception {
        Files.writeString(root.resolve("annex.json"), "{}");
        assertThatThrownBy(() -> style.manifest(root, "sums")).isInstanceOf(InvalidAddon.class)
                .hasMessageContaining("server.js: missing (expected: server.js, server.ts, operations.js");
    }
}
