package io.annex.core.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginPaceTest {
    private final AtomicLong now = new AtomicLong();
    private final LoginPace pace = new LoginPace(now::get);

    private long after(int attempts, String user, String address) {
        long millis = 0;
        for (int i = 0; i < attempts; i++) {
            millis = pace.begins(user, address);
        }
        return millis;
    }

    @Test
    void theFirstMistakesAreFree() {
        assertThat(after(3, "ada", "10.0.0.1")).isZero();
    }

    @Test
    void furtherOnesDoubleTheTimeUpToItsMost() {
        assertThat(after(4, "ada", "10.0.0.1")).isEqualTo(250);
        assertThat(pace.begins("ada", "10.0.0.2")).isEqualTo(500);
        assertThat(after(100, "ada", "10.0.0.3")).isEqualTo(LoginPace.MOST_MILLIS);
    }

    @Test
    void anAddressThatTriesManyNamesIsSlowed() {
        long last = 0;
        for (int i = 0; i < 30; i++) {
            last = pace.begins("user" + i, "10.0.0.1");
        }
        assertThat(last).isEqualTo(LoginPace.MOST_MILLIS);
        assertThat(pace.begins("user31", "10.0.0.2")).isZero();
    }

    @Test
    void aSuccessEndsItForTheUserButNotForTheAddress() {
        after(4, "ada", "10.0.0.1");
        pace.succeeded("ada", "10.0.0.1");
        assertThat(pace.begins("ada", "10.0.0.1")).isZero();
        long last = 0;
        for (int i = 0; i < 30; i++) {
            last = pace.begins("guessed" + i, "10.0.0.1");
            pace.begins("own", "10.0.0.1");
            pace.succeeded("own", "10.0.0.1");
        }
        assertThat(last).isEqualTo(LoginPace.MOST_MILLIS);
    }

    @Test
    void itIsForgotten() {
        after(10, "ada", "10.0.0.1");
        now.addAndGet(Duration.ofMinutes(16).toNanos());
        assertThat(pace.begins("ada", "10.0.0.1")).isZero();
    }
}
