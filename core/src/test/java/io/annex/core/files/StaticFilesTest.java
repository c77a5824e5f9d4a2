package io.annex.core.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.http.Answer;
import io.annex.core.http.FakeRequest;
import io.annex.core.http.Problems;
import io.annex.testing.Waiting;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Add-ons share the threads that open files. */
class StaticFilesTest {
    private static final ServedFolder FOLDER = new ServedFolder(List.of(), 0, false, true, false);

    @Test
    void anAddonWhoseFilesKeepThreadsWaitingDelaysNoOther(@TempDir Path root) throws Exception {
        Files.writeString(root.resolve("a.txt"), "here");
        CountDownLatch slow = new CountDownLatch(1);
        Path stuck = stuckUntil(slow);
        try (StaticFiles files = new StaticFiles()) {
            for (int i = 0; i < 1000; i++) {
                answer(files, stuck, "/missing" + i);
            }
            assertThat(Waiting.get("another's file", answer(files, root, "/a.txt")).status()).isEqualTo(200);
            CompletableFuture<Answer> beyond = new CompletableFuture<>();
            for (int i = 0; i < 10 && !beyond.isDone(); i++) {
                beyond = answer(files, stuck, "/beyond" + i);
            }
            assertThat(Waiting.get("what is beyond the queue", beyond).status()).isEqualTo(503);
            slow.countDown();
        }
    }

    private static CompletableFuture<Answer> answer(StaticFiles files, Path root, String path) {
        CompletableFuture<Answer> answered = new CompletableFuture<>();
        files.answer(new FakeRequest("GET", path), root, FOLDER, path, new StaticFiles.Outcome() {
            @Override
            public void answer(Answer answer) {
                answered.complete(answer);
            }

            @Override
            public void nothing() {
                answered.complete(Problems.noFile());
            }
        });
        return answered;
    }

    /** A folder on a disk that does not answer yet. */
    private static Path stuckUntil(CountDownLatch latch) {
        return (Path) Proxy.newProxyInstance(Path.class.getClassLoader(), new Class<?>[]{Path.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> 7;
                    case "equals" -> self == arguments[0];
                    case "toString" -> "a slow disk";
                    default -> {
                        Waiting.open("the disk answers", latch);
                        throw new IllegalStateException("it broke");
                    }
                });
    }
}
