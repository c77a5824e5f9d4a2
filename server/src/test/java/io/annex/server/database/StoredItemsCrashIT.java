package io.annex.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.storage.ItemRules;
import io.annex.core.storage.StorageTable;
import io.annex.core.storage.StoreId;
import io.annex.testing.Waiting;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while add-ons store things loses nothing of what was
 * answered.
 */
class StoredItemsCrashIT {
    private static final StoreId KEYS = new StoreId("a", false, "keys");
    private static final int STORED = 100;

    @TempDir
    Path data;

    /** Stores an item a turn, and prints the key of each that is stored. */
    public static void main(String[] arguments) throws Exception {
        try (Database database = new Database(DatabaseOptions.EMBEDDED, Path.of(arguments[0]))) {
            StorageTable table = new ItemTable(database, 8);
            for (int i = 0; i < 100_000; i++) {
                String key = arguments[1] + i;
                table.change(KEYS, key, before -> ItemRules.merged(before, "{\"key\":\"" + key + "\"}", false),
                        Long.MAX_VALUE);
                System.out.println(key);
            }
        }
    }

    @Test
    void whatWasStoredIsThereAfterSigkill() throws Exception {
        List<String> stored = new ArrayList<>();
        for (String round : List.of("x", "y")) {
            stored.addAll(written(round));
            try (Database database = new Database(DatabaseOptions.EMBEDDED, data)) {
                StorageTable table = new ItemTable(database, 8);
                for (String key : stored) {
                    assertThat(table.get(KEYS, key).orElseThrow().json()).isEqualTo("{\"key\":\"" + key + "\"}");
                }
            }
        }
        assertThat(stored).hasSizeGreaterThanOrEqualTo(2 * STORED);
    }

    /** The keys that a process has stored before it was killed. */
    private List<String> written(String round) throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), StoredItemsCrashIT.class.getName(), data.toString(), round)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> keys = new ArrayList<>();
        try (BufferedReader out = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.matches(round + "\\d+")) {
                    keys.add(line);
                }
                if (keys.size() == STORED) {
                    // Its output is still to be read.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
            Waiting.exit(process);
        }
        return keys;
    }
}
