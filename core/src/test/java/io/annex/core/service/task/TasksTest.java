package io.annex.core.service.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.service.OpRefused;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TasksTest {
    private static final Duration KEPT = Duration.ofHours(1);

    private long now;
    private int begun;
    private final Tasks tasks = new Tasks(() -> now, KEPT);

    private String begin(String pool, int capacity, long lifeMillis, String left) throws OpRefused {
        String id = "id-" + ++begun;
        String answer = tasks
                .begin(String.join("\0", id, pool, String.valueOf(capacity), String.valueOf(lifeMillis), left));
        return answer.isEmpty() ? id : answer;
    }

    private String begin(String left) throws OpRefused {
        return begin("0", Tasks.MOST, 0, left);
    }

    private void end(String id, String outcome) throws OpRefused {
        tasks.end(id + "\0f\0" + outcome);
    }

    @Test
    void aResultIsFetchedOnce() throws OpRefused {
        String id = begin("5");
        assertThat(tasks.take(id)).isEqualTo("running\0005");
        tasks.progress(id + "\0002");
        assertThat(tasks.take(id)).isEqualTo("running\0002");
        end(id, "{}");
        end(id, "{\"second\": true}");
        assertThat(tasks.take(id)).isEqualTo("done\0{}");
        assertThat(tasks.take(id)).isEqualTo("none");
    }

    @Test
    void whatNobodyBeganIsNoTask() throws OpRefused {
        end("x", "{}");
        tasks.progress("x\0005");
        assertThat(tasks.take("x")).isEqualTo("none");
    }

    @Test
    void whatIsNotAsItShouldBeIsRefused() {
        assertThatThrownBy(() -> tasks.end("no id")).isInstanceOf(OpRefused.class);
        assertThatThrownBy(() -> tasks.begin("id")).isInstanceOf(OpRefused.class);
        assertThatThrownBy(() -> tasks.begin("id\0pool\0many\0000\0")).isInstanceOf(OpRefused.class)
                .hasMessage("task.begin: many (expected: a whole number below 2^31)");
        assertThatThrownBy(() -> begin("1".repeat(1000))).isInstanceOf(OpRefused.class);
        assertThatThrownBy(() -> tasks.progress("x\0" + "1".repeat(201))).isInstanceOf(OpRefused.class);
    }

    @Test
    void anUnreadResultIsForgottenAfterAnHourAndARunningTaskIsNot() throws OpRefused {
        String running = begin("");
        String read = begin("");
        String unread = begin("");
        now += KEPT.toNanos();
        assertThat(tasks.take("x")).isEqualTo("none");
        tasks.alive(running);
        now += KEPT.toNanos() / 2;
        tasks.alive(running + "\0" + read + "\0" + unread);
        end(read, "x");
        end(unread, "x");
        now += KEPT.toNanos() - 1;
        tasks.alive(running + "\0" + unread);
        assertThat(tasks.take(read)).isEqualTo("done\0x");
        now++;
        assertThat(tasks.take(unread)).isEqualTo("none");
        assertThat(tasks.take(running)).startsWith("running");
    }

    @Test
    void anotherVersionMayHaveAnotherLimit() throws OpRefused {
        String id = begin("");
        end(id, "x");
        tasks.keep(Duration.ofSeconds(1));
        now += Duration.ofSeconds(1).toNanos();
        assertThat(tasks.take(id)).isEqualTo("none");
    }

    @Test
    void aTaskThatHasALifeIsForgottenAtItsEndWhateverItDoes() throws OpRefused {
        String id = begin("0", 1, 100, "");
        now += Duration.ofMillis(100).toNanos() - 1;
        assertThat(tasks.take(id)).startsWith("running");
        now++;
        tasks.alive(id);
        assertThat(begin("0", 1, 0, "")).isNotEqualTo("full");
        assertThat(tasks.take(id)).isEqualTo("none");
    }

    @Test
    void aTaskThatNobodySpeaksOfHasEnded() throws OpRefused {
        String spoken = begin("");
        String silent = begin("");
        now += Tasks.SILENT.toNanos() - 1;
        tasks.alive(spoken + "\0none");
        assertThat(tasks.take(silent)).startsWith("running");
        now++;
        assertThat(tasks.take(spoken)).startsWith("running");
        assertThat(tasks.take(silent)).isEqualTo("stopped");
        assertThat(tasks.take(silent)).isEqualTo("none");
        end(silent, "x");
        assertThat(tasks.take(silent)).isEqualTo("none");
    }

    /** The guest's word; what it repeats is on a thread that others need. */
    @Test
    void whatIsSaidOfThemIsBounded() throws OpRefused {
        String id = begin("5");
        now += Tasks.SILENT.toNanos();
        tasks.alive("\0".repeat(20_000_000) + id);
        assertThat(tasks.take(id)).isEqualTo("stopped");
    }

    @Test
    void aSchedulerHasOnlySoMany() throws OpRefused {
        String first = begin("a", 2, 0, "");
        begin("a", 2, 0, "");
        assertThat(begin("a", 2, 0, "")).isEqualTo("full");
        assertThat(begin("b", 2, 0, "")).isNotEqualTo("full");
        end(first, "x");
        assertThat(begin("a", 2, 0, "")).isEqualTo("full");
        tasks.take(first);
        assertThat(begin("a", 2, 0, "")).isNotEqualTo("full");
    }

    @Test
    void thereAreOnlySoMany() throws OpRefused {
        for (int i = 0; i < Tasks.MOST; i++) {
            tasks.begin("t" + i + "\0" + i + "\00010\0000\0");
        }
        assertThat(begin("")).isEqualTo("full");
        now += KEPT.toNanos();
        assertThat(begin("")).isNotEqualTo("full");
    }

    @Test
    void resultsTogetherHaveALimit() throws OpRefused {
        String large = "x".repeat((int) (Tasks.MOST_CHARACTERS / 2));
        String first = begin("");
        end(first, large);
        String second = begin("");
        end(second, large.substring(1));
        String third = begin("");
        assertThatThrownBy(() -> end(third, "xx")).isInstanceOf(OpRefused.class).hasMessageContaining("16 MB");
        assertThat(tasks.take(third)).isEqualTo("done\0f");
        assertThat(tasks.take(first)).hasSize(large.length() + 5);
        String fourth = begin("");
        end(fourth, "x");
        assertThat(tasks.take(fourth)).isEqualTo("done\0x");
    }
}
