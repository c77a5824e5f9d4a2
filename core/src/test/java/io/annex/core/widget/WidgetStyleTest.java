package io.annex.core.widget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.MountPolicy;
import io.annex.core.http.Answer;
import io.annex.core.settings.AddonSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WidgetStyleTest {
    @TempDir
    private Path root;

    private final WidgetStyle style = new WidgetStyle();

    private void file(String name) throws IOException {
        Files.writeString(root.resolve(name), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"widget.js", "backend.js", "backend.ts"})
    void anyOfItsScriptsMakesAFolderAWidget(String name) throws IOException {
        assertThat(style.recognises(root)).isFalse();
        file(name);
        assertThat(style.recognises(root)).isTrue();
        file("manifest.json");
        assertThat(style.recognises(root)).isFalse();
    }

    @Test
    void theFoldersNameIsTheIdAndJavaScriptWins() throws Exception {
        file("widget.js");
        assertThat(style.manifest(root, "My widget").id()).isEqualTo("My widget");
        assertThat(style.manifest(root, "w").entry()).isEmpty();
        file("backend.ts");
        assertThat(style.manifest(root, "w").entry()).isEqualTo("/backend.ts");
        file("backend.js");
        assertThat(style.manifest(root, "w").entry()).isEqualTo("/backend.js");
    }

    @Test
    void theVersionFollowsTheScripts() throws Exception {
        file("backend.js");
        String before = style.manifest(root, "w").version();
        assertThat(before).matches("[0-9a-f]{8}").isEqualTo(style.manifest(root, "w").version());
        Files.writeString(root.resolve("backend.js"), "changed");
        assertThat(style.manifest(root, "w").version()).isNotEqualTo(before);
    }

    @Test
    void anIdThatNoHeaderCanHoldIsRefused() throws IOException {
        file("backend.js");
        assertThatThrownBy(() -> style.manifest(root, "a\nb")).isInstanceOf(InvalidAddon.class);
    }

    @Test
    void theUsualPackagesAreAllowed() throws Exception {
        file("backend.js");
        assertThat(style.params(style.manifest(root, "w"), AddonSettings.DEFAULTS))
                .isEqualTo("{\"modules\":[\"body\",\"elkjs\",\"lodash\"]}");
    }

    @ParameterizedTest
    @CsvSource({"/nosuch,NOSUCH", "/a/b,A", "/,''", "'',''", "/ß,SS"})
    void whatIsNotThereIsNamed(String path, String service) {
        MountPolicy.Shared policy = (MountPolicy.Shared) style.mountPolicy();
        assertThat(policy.fallback().answer("GET", path, "basic")).isInstanceOfSatisfying(Answer.Text.class, answer -> {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo(
                    "{\"message\":\"No script for service " + service + " for method GET for widget basic\"}");
        });
    }
}
