package io.annex.core.session;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.StringJoiner;
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
    /**
     * Says to add-ons of all styles who is logged in, where the operator wants
     * that. It is for the whole host, so no add-on sees it.
     */
    public static final String USER = "annex_user";
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
        return id(cookies, NAME);
    }

    /** The same of a cookie with another name. */
    public static @Nullable String id(@Nullable String cookies, String name) {
        if (cookies == null) {
            return null;
        }
        for (int at = cookies.indexOf(name); at >= 0; at = cookies.indexOf(name, at + 1)) {
            int value = at + name.length() + 1;
            boolean begins = at == 0 || cookies.charAt(at - 1) == ' ' || cookies.charAt(at - 1) == ';';
            if (begins && value + LENGTH <= cookies.length() && cookies.charAt(value - 1) == '='
                    && (value + LENGTH == cookies.length() || cookies.charAt(value + LENGTH) == ';')) {
                return cookies.substring(value, value + LENGTH);
            }
        }
        return null;
    }

    /** A {@code Cookie} header as add-ons may see it: without {@link #USER}. */
    public static String shown(String cookies) {
        if (!cookies.contains(USER)) {
            return cookies;
        }
        StringJoiner shown = new StringJoiner("; ");
        for (String pair : cookies.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (!(equals < 0 ? pair : pair.substring(0, equals)).strip().equals(USER)) {
                shown.add(pair.strip());
            }
        }
        return shown.toString();
    }

    public static String header(String id, String path, boolean secure) {
        return header(NAME, id, path, secure);
    }

    /** The same with another name. */
    public static String header(String name, String id, String path, boolean secure) {
        return name + '=' + id + "; Path=" + path + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }

    public static String removal(String path) {
        return removal(NAME, path);
    }

    /** The same with another name. */
    public static String removal(String name, String path) {
        return name + "=; Path=" + path + "; Max-Age=0; HttpOnly; SameSite=Lax";
    }
}
