package io.annex.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.session.SessionTimes;
import io.annex.core.users.NewUser;
import io.annex.core.users.User;
import io.annex.core.users.UserTable.Added;
import io.annex.testing.Pace;
import io.annex.testing.Waiting;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while it writes loses nothing that it has stored.
 */
class DatabaseCrashIT {
    @TempDir
    Path data;

    /**
     * Adds users, some 100 a second, and prints the name of each that is stored.
     */
    public static void main(String[] arguments) {
        try (Storage storage = new Storage(DatabaseOptions.EMBEDDED, Path.of(arguments[0]),
                new SessionTimes(Duration.ofMinutes(1), Duration.ofSeconds(1)), Duration.ofDays(1))) {
            DatabaseUsers users = storage.users();
            for (int i = 0; i < 2000; i++) {
                String name = arguments[1] + i;
                users.add(new NewUser(name, "", "", ""), "no hash").thenAccept(added -> {
                    if (added instanceof Added.Stored) {
                        System.out.println(name);
                    }
                });
                Pace.pause(Duration.ofMillis(10));
            }
        }
    }

    @Test
    void whatWasStoredIsThereAfterSigkill() throws Exception {
        List<String> stored = new ArrayList<>();
        for (String round : List.of("a", "b", "c")) {
            stored.addAll(written(round));
            try (Storage storage = new Storage(DatabaseOptions.EMBEDDED, data,
                    new SessionTimes(Duration.ofMinutes(1), Duration.ofSeconds(1)), Duration.ofDays(1))) {
                assertThat(storage.users().list()).extracting(User::username).containsAll(stored);
            }
        }
        assertThat(stored).hasSizeGreaterThanOrEqualTo(300);
    }

    /** The users whom a process has stored before it was killed. */
    private List<String> written(String round) throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), DatabaseCrashIT.class.getName(), data.toString(), round)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> names = new ArrayList<>();
        try (BufferedReader out = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.matches(round + "\\d+")) {
                    names.add(line);
                }
                if (names.size() == 100) {
                    // Its output is still to be read.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
            Waiting.exit(process);
        }
        return names;
    }
}
