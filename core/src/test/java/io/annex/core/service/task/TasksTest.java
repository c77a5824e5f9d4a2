package io.annex.core.service.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.service.OpRefused;
import org.junit.jupiter.api.Test;

class TasksTest {
    private long now;
    private final Tasks tasks = new Tasks(() -> now);

    @Test
    void aResultIsFetchedOnce() throws OpRefused {
        String id = tasks.begin("5");
        assertThat(tasks.take(id)).isEqualTo("running\0005");
        tasks.end(id + "\0{}");
        tasks.end(id + "\0{\"second\": true}");
        assertThat(tasks.take(id)).isEqualTo("done\0{}");
        assertThat(tasks.take(id)).isEqualTo("none");
    }

    @Test
    void whatNobodyBeganIsNoTask() throws OpRefused {
        tasks.end("x\0{}");
        tasks.end("no id");
        assertThat(tasks.take("x")).isEqualTo("none");
        assertThat(tasks.begin("")).isNotEqualTo(tasks.begin(""));
    }

    @Test
    void tasksAreForgottenAfterAnHour() throws OpRefused {
        String first = tasks.begin("");
        now += Tasks.KEPT.toNanos() - 1;
        tasks.alive(first);
        String second = tasks.begin("");
        tasks.end(second + "\0x");
        assertThat(tasks.take(first)).startsWith("running");
        now++;
        assertThat(tasks.take(first)).isEqualTo("none");
        assertThat(tasks.take(second)).isEqualTo("done\0x");
    }

    @Test
    void aTaskThatNobodySpeaksOfHasEnded() throws OpRefused {
        String spoken = tasks.begin("");
        String silent = tasks.begin("");
        now += Tasks.SILENT.toNanos() - 1;
        tasks.alive(spoken + "\0none");
        assertThat(tasks.take(silent)).startsWith("running");
        now++;
        assertThat(tasks.take(spoken)).startsWith("running");
        assertThat(tasks.take(silent)).isEqualTo("stopped");
        assertThat(tasks.take(silent)).isEqualTo("none");
        tasks.end(silent + "\0x");
        assertThat(tasks.take(silent)).isEqualTo("none");
    }

    /** The guest's word; what it repeats is on a thread that others need. */
    @Test
    void whatIsSaidOfThemIsBounded() throws OpRefused {
        assertThatThrownBy(() -> tasks.begin("1".repeat(101))).isInstanceOf(OpRefused.class)
                .hasMessage("retryAfter: 101 characters (expected: at most 100)");
        String id = tasks.begin("5");
        now += Tasks.SILENT.toNanos();
        tasks.alive("\0".repeat(20_000_000) + id);
        assertThat(tasks.take(id)).isEqualTo("stopped");
    }

    @Test
    void thereAreOnlySoMany() throws OpRefused {
        for (int i = 0; i < Tasks.MOST; i++) {
            tasks.begin("");
        }
        assertThatThrownBy(() -> tasks.begin("")).isInstanceOf(OpRefused.class).hasMessageContaining("1000 tasks");
        now += Tasks.KEPT.toNanos();
        assertThat(tasks.begin("")).isNotEmpty();
    }

    @Test
    void resultsTogetherHaveALimit() throws OpRefused {
        String large = "x".repeat((int) (Tasks.MOST_CHARACTERS / 2));
        String first = tasks.begin("");
        tasks.end(first + '\0' + large);
        tasks.end(tasks.begin("") + '\0' + large);
        String third = tasks.begin("");
        assertThatThrownBy(() -> tasks.end(third + "\0x")).isInstanceOf(OpRefused.class).hasMessageContaining("16 MB");
        assertThat(tasks.take(first)).hasSize(large.length() + 5);
        tasks.end(third + "\0x");
        assertThat(tasks.take(third)).isEqualTo("done\0x");
    }
}
