package io.annex.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoredSessionsTest {
    private final StoredSessions sessions = new StoredSessions(SessionTable.NONE, Duration.ofMinutes(30), 1 << 20);

    @Test
    void aSessionIsKeptUntilItIsRemoved() {
        sessions.save("a", "id", "{\"n\":1}");
        assertThat(sessions.load("a", "id")).isEqualTo("{\"n\":1}");
        sessions.remove("a", "id");
        assertThat(sessions.load("a", "id")).isNull();
    }

    @Test
    void noAddonReadsAnothersSession() {
        sessions.save("a", "id", "{}");
        assertThat(sessions.load("b", "id")).isNull();
    }

    @Test
    void anAddonThatSavesWithoutEndDisplacesNobodyElsesSessions() {
        sessions.save("quiet", "id", "{}");
        String large = "x".repeat(64 << 10);
        for (int i = 0; i < 1000; i++) {
            sessions.save("greedy", "id" + i, large);
        }
        assertThat(sessions.load("quiet", "id")).isEqualTo("{}");
    }
}
