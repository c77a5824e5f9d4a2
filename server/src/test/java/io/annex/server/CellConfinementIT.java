package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.config.Setting;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What cells give up they alone give up. This process is the front. */
@EnabledOnOs(OS.LINUX)
class CellConfinementIT {
    private static final int DEPLOYS = 20;
    private static final List<String> GIVEN_UP = List.of("NoNewPrivs:", "Seccomp:", "Seccomp_filters:", "CapEff:");

    @Test
    void cellsAreConfinedInAllTheirThreadsAndTheFrontInNone(@TempDir Path folder) throws Exception {
        List<String> own = givenUp(Path.of("/proc/thread-self"));
        try (RunningServer server = RunningServer.startWith(Map.of(Setting.ISOLATION, "process"), folder)) {
            for (int version = 1; version <= DEPLOYS; version++) {
                write(folder.resolve("app"), version);
                String now = "version " + version;
                Waiting.until(now, () -> Http.get(server.uri("/rest-api/app/")).body().equals(now));
            }
            // A spare one may just be starting, and the last version's may just be ending.
            Waiting.until("all cells are confined", () -> ProcessHandle.current().children().count() > 0
                    && ProcessHandle.current().children().allMatch(CellConfinementIT::isConfined));
            List<Path> threads = threads(ProcessHandle.current().pid());
            assertThat(threads).hasSizeGreaterThan(10);
            for (Path thread : threads) {
                List<String> state = givenUp(thread);
                assertThat(state.isEmpty() ? own : state).as("%s", thread).isEqualTo(own);
            }
            // What Landlock withholds is in no file: whoever waits for a process can open
            // others.
            Path file = Files.writeString(folder.resolve("file"), "read");
            List<CompletableFuture<String>> read = new ArrayList<>();
            for (int i = 0; i < DEPLOYS; i++) {
                read.add(new ProcessBuilder("true").start().onExit().thenApplyAsync(ended -> content(file)));
            }
            for (CompletableFuture<String> each : read) {
                assertThat(Waiting.get("the file", each)).isEqualTo("read");
            }
        }
    }

    private static boolean isConfined(ProcessHandle cell) {
        try {
            List<Path> threads = threads(cell.pid());
            for (Path thread : threads) {
                if (!givenUp(thread)
                        .containsAll(List.of("NoNewPrivs:\t1", "Seccomp:\t2", "CapEff:\t0000000000000000"))) {
                    return false;
                }
            }
            return threads.size() > 5;
        } catch (IOException e) {
            return false;
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<Path> threads(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.toList();
        }
    }

    /** Nothing for a thread that has ended. */
    private static List<String> givenUp(Path thread) throws IOException {
        try {
            return Files.readAllLines(thread.resolve("status")).stream()
                    .filter(line -> GIVEN_UP.stream().anyMatch(line::startsWith)).toList();
        } catch (IOException e) {
            // NoSuchFile, or ESRCH while it is read.
            assertThat(thread).as(e.toString()).doesNotExist();
            return List.of();
        }
    }

    private static void write(Path addon, int version) throws IOException {
        Files.createDirectories(addon);
        Files.writeString(addon.resolve("index.js"),
                "require('router').get('/', (req, res) => res.send('version " + version + "'));");
        Files.writeString(addon.resolve("manifest.json"),
                "{\"id\": \"app\", \"version\": \"" + version + "\", \"type\": \"rest\"}");
    }
}
