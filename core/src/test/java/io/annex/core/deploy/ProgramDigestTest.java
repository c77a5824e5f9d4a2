package io.annex.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.addon.Manifest;
import io.annex.core.grant.Grants;
import io.annex.core.grant.HostGrant;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limits;
import io.annex.core.settings.Packages;
import io.annex.engine.Isolation;
import io.annex.engine.Placement;
import io.annex.engine.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramDigestTest {
    private static final Manifest MANIFEST = new Manifest("a", "1", "/index.js", 0, "{}", "{}");
    private static final Program PROGRAM = new Program("a", "1", "restapp", "/index.js", "{}");
    private static final AddonSettings SETTINGS = AddonSettings.DEFAULTS;

    @TempDir
    private Path temp;

    private static String of(Manifest manifest, Program program, AddonSettings settings, String files,
            String evaluator) {
        return new ProgramDigest().of(manifest, program, settings, files, evaluator);
    }

    private static String of(AddonSettings settings) {
        return of(MANIFEST, PROGRAM, settings, "files", "engine");
    }

    @Test
    void itIsTheSameForTheSame() {
        assertThat(of(SETTINGS)).hasSize(64).isEqualTo(of(SETTINGS));
    }

    @Test
    void whateverTheProgramCouldSeeCounts() {
        Packages packages = SETTINGS.packages();
        assertThat(List.of(of(SETTINGS), of(MANIFEST, PROGRAM, SETTINGS, "other files", "engine"),
                of(MANIFEST, PROGRAM, SETTINGS, "files", "other engine"),
                of(new Manifest("b", "1", "/index.js", 0, "{}", "{}"), PROGRAM, SETTINGS, "files", "engine"),
                of(new Manifest("a", "1", "/index.js", 0, "{\"x\":1}", "{}"), PROGRAM, SETTINGS, "files", "engine"),
                of(MANIFEST, new Program("a", "1", "restapp", "/index.js", "{\"modules\":[]}"), SETTINGS, "files",
                        "engine"),
                of(new AddonSettings(Limits.DEFAULTS.with(Map.of("cpu", "2 s")), Set.of(), Placement.OWN_CELL, packages,
                        Grants.DEFAULTS)),
                of(new AddonSettings(Limits.DEFAULTS, Set.of("*"), Placement.OWN_CELL, packages, Grants.DEFAULTS)),
                of(new AddonSettings(Limits.DEFAULTS, Set.of(), new Placement(Isolation.PROCESS, "shared"), packages,
                        Grants.DEFAULTS)),
                of(new AddonSettings(Limits.DEFAULTS, Set.of(), new Placement(Isolation.THREAD, ""), packages,
                        Grants.DEFAULTS)),
                of(new AddonSettings(Limits.DEFAULTS, Set.of(), Placement.OWN_CELL,
                        new Packages(packages.folder(), Set.of("lodash")), Grants.DEFAULTS)),
                of(new AddonSettings(Limits.DEFAULTS, Set.of(), Placement.OWN_CELL, packages,
                        Grants.DEFAULTS.with(new HostGrant("db.example.org", 5432))))))
                .doesNotHaveDuplicates();
    }

    @Test
    void theOrderOfASetCountsNothing() {
        Set<String> one = new LinkedHashSet<>(List.of("a", "b", "c"));
        Set<String> other = new LinkedHashSet<>(List.of("c", "b", "a"));
        assertThat(StableText.of(one)).isEqualTo(StableText.of(other));
        assertThat(StableText.of(Set.of("a,b"))).isNotEqualTo(StableText.of(Set.of("a", "b")));
        assertThat(StableText.of(List.of("a", "b"))).isNotEqualTo(StableText.of(List.of("b", "a")));
        assertThat(StableText.of(Map.of("a", 1L))).isNotEqualTo(StableText.of(Map.of("a", 2L)));
    }

    @Test
    void whatHasNoStableTextIsNotTakenForOne() {
        assertThatThrownBy(() -> StableText.of(new Object())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void thePackagesFilesCount() throws IOException {
        Path lodash = Files.createDirectories(temp.resolve("node_modules/lodash"));
        Path script = Files.writeString(lodash.resolve("index.js"), "one");
        FileTime time = Files.getLastModifiedTime(script);
        Packages packages = new Packages(temp, Set.of("lodash"));
        String before = state(packages);
        assertThat(state(packages)).isEqualTo(before);
        // An installer may set the time that others may set.
        Files.writeString(script, "two");
        Files.setLastModifiedTime(script, time);
        String changed = state(packages);
        assertThat(changed).isNotEqualTo(before);
        Files.createDirectories(temp.resolve("node_modules/body"));
        String more = state(packages);
        assertThat(more).isNotEqualTo(changed);
        Files.createSymbolicLink(temp.resolve("node_modules/lodash/link.js"), Path.of("index.js"));
        assertThat(state(packages)).isNotEqualTo(more);
        assertThat(state(new Packages(temp, Set.of()))).isEmpty();
        assertThat(state(new Packages(temp.resolve("none"), Set.of("lodash")))).isEqualTo("none");
    }

    private static String state(Packages packages) {
        return new PackagesState().of(packages);
    }
}
