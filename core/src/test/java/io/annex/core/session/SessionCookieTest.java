package io.annex.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCookieTest {
    private static final String ID = SessionCookie.newId();

    @Test
    void anIdHasAtLeast128BitsAndIsNeverTheSame() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            ids.add(SessionCookie.newId());
        }
        assertThat(ids).hasSize(1000).allMatch(id -> id.matches("[A-Za-z0-9_-]{22,}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"annex_session=%s", "a=1; annex_session=%s", "annex_session=%s; b=2",
            "a=1;annex_session=%s", "xannex_session=other; annex_session=%s"})
    void theIdIsFoundAmongOtherCookies(String cookies) {
        assertThat(SessionCookie.id(cookies.formatted(ID))).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=1", "annex_session=", "annex_session=short", "xannex_session=%s",
            "annex_session=%sx", "annex_sessions=%s"})
    void whatCannotBeAnIdIsNone(String cookies) {
        assertThat(SessionCookie.id(cookies.formatted(ID))).isNull();
    }

    @Test
    void theCookieIsOutOfReachForScriptsAndOtherSites() {
        assertThat(SessionCookie.header(ID, "/rest-api/a", true))
                .isEqualTo("annex_session=" + ID + "; Path=/rest-api/a; HttpOnly; SameSite=Lax; Secure");
        assertThat(SessionCookie.header(ID, "/rest-api/a", false)).doesNotContain("Secure");
    }
}
