package io.annex.core.addon;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.settings.SettingsSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingFilesTest {
    @TempDir
    Path addon;

    @Test
    void whatAFormHidesIsSecret() throws Exception {
        Files.createDirectories(addon.resolve("config"));
        Files.writeString(addon.resolve("config/index.html"),
                """
                        <form name="f"><meta name="viewport"><!-- <input name="old"> -->
                        <input name="user" type="text"><INPUT TYPE=password class="x" NAME='pin'>
                        <input name="key" data-component="x" type="password"/><textarea name="password-hint"></textarea>
                        <input type="radio" name="mode" value="a"><input type="radio" name="mode" value="b"><input type="submit">
                        </form>
                        """);
        Files.writeString(addon.resolve("appDataDefaults.json"), "{\"appData\": {\"pin\": \"0000\", \"other\": 1}}");
        SettingsSchema schema = SettingFiles.ofPlatform(addon, "manifest.json");
        assertThat(schema.declared().stream().map(each -> each.key() + (each.secret() ? " (secret)" : "")))
                .containsExactlyInAnyOrder("user", "pin (secret)", "key (secret)", "password-hint", "mode", "other");
    }
}
