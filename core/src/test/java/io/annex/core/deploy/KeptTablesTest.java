package io.annex.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTablesTest {
    private static final String ONE = "1".repeat(64);
    private static final String TWO = "2".repeat(64);
    private static final String DECLARED = "{\"endpoints\":[{\"method\":\"GET\",\"path\":\"/é\"}]}";

    @TempDir
    private Path temp;
    private KeptTables tables;

    @BeforeEach
    void open() {
        tables = new KeptTables(temp.resolve("endpoints"));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(temp.resolve("endpoints"))) {
            return all.toList();
        }
    }

    @Test
    void whatWasKeptIsFoundByNameAndDigestAlone() {
        assertThat(tables.find("a", ONE)).isEmpty();
        tables.keep("a", ONE, DECLARED);
        assertThat(new KeptTables(temp.resolve("endpoints")).find("a", ONE)).contains(DECLARED);
        assertThat(tables.find("a", TWO)).isEmpty();
        assertThat(tables.find("b", ONE)).isEmpty();
        assertThat(tables.find("A", ONE)).isEmpty();
    }

    @Test
    void onlyTheLastIsKept() throws IOException {
        tables.keep("a", ONE, DECLARED);
        tables.keep("a", TWO, "{}");
        assertThat(tables.find("a", ONE)).isEmpty();
        assertThat(tables.find("a", TWO)).contains("{}");
        assertThat(files()).hasSize(1);
    }

    @Test
    void noNameLeadsOutOfTheFolder() throws IOException {
        List<String> names = List.of("../x", "/etc/passwd", "..", "a/b", "a\0b", "é".repeat(500), "");
        names.forEach(name -> tables.keep(name, ONE, name));
        names.forEach(name -> assertThat(tables.find(name, ONE)).contains(name));
        assertThat(files()).hasSize(names.size());
        try (Stream<Path> beside = Files.list(temp)) {
            assertThat(beside).containsExactly(temp.resolve("endpoints"));
        }
    }

    @Test
    void aFileThatIsAnothersIsNotBelieved() throws IOException {
        tables.keep("a", ONE, DECLARED);
        Path planted = files().getFirst();
        tables.keep("b", TWO, "{}");
        Path of = files().stream().filter(file -> !file.equals(planted)).findFirst().orElseThrow();
        Files.write(of, Files.readAllBytes(planted));
        assertThat(tables.find("b", TWO)).isEmpty();
    }

    @Test
    void noDamageGoesUnnoticed() throws IOException {
        tables.keep("a", ONE, DECLARED);
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThat(tables.find("a", ONE)).as("%s bytes", length).isEmpty();
        }
        Random random = new Random(14);
        for (int at = 0; at < whole.length; at++) {
            byte[] mutated = whole.clone();
            mutated[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, mutated);
            assertThat(tables.find("a", ONE)).as("byte %s", at).isEmpty();
        }
        byte[] longer = java.util.Arrays.copyOf(whole, whole.length + 1);
        Files.write(file, longer);
        assertThat(tables.find("a", ONE)).isEmpty();
        Files.write(file, whole);
        assertThat(tables.find("a", ONE)).contains(DECLARED);
    }

    @Test
    void whatIsTooLargeIsNeitherKeptNorRead() throws IOException {
        tables.keep("a", ONE, DECLARED);
        tables.keep("a", ONE, "x".repeat(KeptTables.MOST_BYTES + 1));
        assertThat(tables.find("a", ONE)).isEmpty();
        assertThat(files()).isEmpty();
        tables.keep("a", ONE, "x".repeat(KeptTables.MOST_BYTES));
        assertThat(tables.find("a", ONE)).isPresent();
        Files.write(files().getFirst(), new byte[3 * KeptTables.MOST_BYTES]);
        assertThat(tables.find("a", ONE)).isEmpty();
    }

    @Test
    void aTextThatIsNoUnicodeIsNotKept() {
        tables.keep("a", ONE, "\ud800");
        assertThat(tables.find("a", ONE)).isEmpty();
    }

    @Test
    void aLinkOrAFolderIsNotRead() throws IOException {
        tables.keep("a", ONE, DECLARED);
        Path file = files().getFirst();
        Path elsewhere = Files.move(file, temp.resolve("elsewhere"));
        Files.createSymbolicLink(file, elsewhere);
        assertThat(tables.find("a", ONE)).isEmpty();
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(tables.find("a", ONE)).isEmpty();
    }

    @Test
    void whatBelongsToNobodyIsDeleted() throws IOException {
        tables.retain(List.of("a"));
        tables.keep("a", ONE, DECLARED);
        tables.keep("b", ONE, DECLARED);
        tables.keep("c", ONE, DECLARED);
        Files.writeString(temp.resolve("endpoints/left.part"), "");
        tables.forget("c");
        tables.retain(List.of("a", "d"));
        assertThat(tables.find("a", ONE)).isPresent();
        assertThat(files()).hasSize(1);
    }

    @Test
    void aFolderThatCannotBeWrittenCostsOnlyTheTable() throws IOException {
        Files.writeString(temp.resolve("endpoints"), "a file");
        tables.keep("a", ONE, DECLARED);
        assertThat(tables.find("a", ONE)).isEmpty();
        tables.forget("a");
        tables.retain(List.of());
    }
}
