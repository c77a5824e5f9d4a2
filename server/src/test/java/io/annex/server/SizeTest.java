package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is read as a whole can be: no file is too long, and no constructor too
 * wide.
 */
class SizeTest {
    private static final int MOST_LINES = 500;
    private static final int MOST_PARAMETERS = 6;
    /** Of the repository. */
    private static final List<String> SOURCES = List.of("api/src/main/java", "engine/src/main/java",
            "core/src/main/java", "server/src/main/java", "guest/src", "client/src");
    private static final JavaClasses CUT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.annex.api", "io.annex.engine", "io.annex.core", "io.annex.server");

    @Test
    void noSourceFileHasMoreThanFiveHundredLines() throws IOException {
        Path repository = Path.of("").toAbsolutePath().getParent();
        for (String each : SOURCES) {
            try (Stream<Path> files = Files.walk(repository.resolve(each))) {
                assertThat(files.filter(file -> file.toString().matches(".*\\.(java|tsx?)")))
                        .as("files of %s with at most %d lines", each, MOST_LINES).isNotEmpty()
                        .allMatch(file -> lines(file) <= MOST_LINES);
            }
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noConstructorHasMoreThanSixParameters() {
        assertThat(CUT.stream().filter(type -> !type.isRecord() && !type.isEnum())
                .flatMap(type -> type.getConstructors().stream())
                .filter(made -> made.getRawParameterTypes().size() > MOST_PARAMETERS)).isEmpty();
    }
}
