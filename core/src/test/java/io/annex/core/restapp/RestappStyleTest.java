package io.annex.core.restapp;

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

class RestappStyleTest {
    @TempDir
    private Path root;

    private final RestappStyle style = new RestappStyle();

    private Manifest read(String manifest, String entry) throws IOException, InvalidAddon {
        Files.writeString(root.resolve("manifest.json"), manifest);
        if (!entry.isEmpty()) {
            Files.writeString(root.resolve(entry), "");
        }
        return style.manifest(root, "folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESTApp", "RestApp", "restapp", "REST", "rest-app"})
    void anySpellingOfTheTypeThatBeginsWithRestIsTaken(String type) throws Exception {
        Manifest manifest = read("{\"id\": \"a\", \"version\": \"1\", \"type\": \"" + type + "\"}", "index.js");
        assertThat(manifest.id()).isEqualTo("a");
        assertThat(manifest.version()).isEqualTo("1");
    }

    @Test
    void aByteOrderMarkOfAnEditorIsNoPartOfIt() throws Exception {
        assertThat(read("\ufeff{\"id\": \"a\", \"version\": \"1\", \"type\": \"rest\"}", "index.js").id())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({"'{\"id\":\"a\",\"version\":\"1\"}',manifest.json: type: missing (expected: RESTApp)",
            "'{\"id\":\"a\",\"version\":\"1\",\"type\":\"WebApp\"}',manifest.json: type: WebApp (expected: RESTApp)",
            "'{\"version\":\"1\",\"type\":\"rest\"}',manifest.json: id: missing",
            "'{\"id\":\" \",\"version\":\"1\",\"type\":\"rest\"}',manifest.json: id: missing",
            "'{\"id\":\"a\",\"type\":\"rest\"}',manifest.json: version: missing",
            "'{\"id\":\"../a\",\"version\":\"1\",\"type\":\"rest\"}',manifest.json: id: ../a (expected: ",
            "'[]',manifest.json: not an object", "'{\"id\": ',manifest.json:1:"})
    void aManifestThatIsWrongSaysWhere(String manifest, String message) {
        assertThatThrownBy(() -> read(manifest, "index.js")).isInstanceOf(InvalidAddon.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void commentsAndUnknownFieldsAreTolerated() throws Exception {
        Manifest manifest = read("""
                {
                  // who
                  "id": "a", "version": "1", /* what */ "type": "RESTApp",
                  "name": {"en": "A"}, "maxUploadSizeInMB": 2, "requirePrivileged": true, "later": [1]
                }
                """, "index.js");
        assertThat(manifest.maxUpload()).isEqualTo(2L << 20);
        assertThat(manifest.params()).isEqualTo("{\"requirePrivileged\":true,\"csrfProtection\":false}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.js", "index.ts", "index.mjs"})
    void theScriptIsFound(String entry) throws Exception {
        assertThat(read("{\"id\":\"a\",\"version\":\"1\",\"type\":\"rest\"}", entry).entry()).isEqualTo("/" + entry);
    }

    @Test
    void aMissingScriptIsNamed() {
        assertThatThrownBy(() -> read("{\"id\":\"a\",\"version\":\"1\",\"type\":\"rest\"}", ""))
                .hasMessageStartingWith("index.js: missing (expected: ");
    }
}
