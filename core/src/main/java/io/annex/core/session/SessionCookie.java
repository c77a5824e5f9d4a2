package io.annex.core.session;

import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that carries a session's id: 192 random bits, HttpOnly,
 * SameSite=Lax, Secure under https. Its path is the add-on's mount, so that no
 * add-on ever sees the id of another's session. An id that the client made up
 * is never taken over: a session that is not in the store begins with a new id
 * (session fixation).
 */
public final class SessionCookie {
    public static final String NAME = "annex_session";
    private static final int BYTES = 24;
    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SessionCookie() {
    }

    public static String newId() {
        byte[] id = new byte[BYTES];
        RANDOM.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    /**
     * The id in a {@code Cookie} header, or {@code null}; what cannot be an id of
     * ours is none.
     */
    public static @Nullable String id(@Nullable String cookies) {
        if (cookies == null) {
            return null;
        }
        for (int at = cookies.indexOf(NAME); at >= 0; at = cookies.indexOf(NAME, at + 1)) {
            int value = at + NAME.length() + 1;
            boolean begins = at == 0 || cookies.charAt(at - 1) == ' ' || cookies.charAt(at - 1) == ';';
            if (begins && value + LENGTH <= cookies.length() && cookies.charAt(value - 1) == '='
                    && (value + LENGTH == cookies.length() || cookies.charAt(value + LENGTH) == ';')) {
                return cookies.substring(value, value + LENGTH);
            }
        }
        return null;
    }

    public static String header(String id, String path, boolean secure) {
        return NAME + '=' + id + "; Path=" + path + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }

    public static String removal(String path) {
        return NAME + "=; Path=" + path + "; Max-Age=0; HttpOnly; SameSite=Lax";
    }
}
