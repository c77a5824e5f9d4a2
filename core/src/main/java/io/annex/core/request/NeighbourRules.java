package io.annex.core.request;

import io.annex.core.grant.AnswerGrants;
import io.annex.core.session.SessionCookie;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an add-on's answer may not do to its neighbours. All add-ons of a server
 * are one origin to a browser, which has walls between origins only: a header
 * that is about the whole origin, or a cookie that other add-ons are sent,
 * reaches across. So such headers are dropped, and a cookie's path is the
 * add-on's mount or something below it. Each is said in the log, in the words
 * of the grant that opens it.
 *
 * <p>
 * Cookies are read as browsers read them (RFC 6265bis, section 5.6), not as
 * they should be written: the last {@code Path} counts, one that does not begin
 * with a slash is none, and a cookie without a name is sent back as its value,
 * in which a name may hide.
 */
final class NeighbourRules {
    private static final String SET_COOKIE = "set-cookie";
    /** Is taken only with {@code Path=/}, so it is for all. */
    private static final String HOST_PREFIX = "__host-";

    private final String mount;
    private final String outside;
    private final boolean shared;
    private final AnswerGrants grants;
    private final String place;
    private final Consumer<String> log;

    /**
     * @param mount
     *            the path of the add-on on this server, without a slash at its end
     * @param outside
     *            the same as browsers see it
     * @param shared
     *            whether other add-ons are at the same path
     * @param place
     *            where its grants are, for the words
     * @param log
     *            takes what was dropped, and why
     */
    NeighbourRules(String mount, String outside, boolean shared, AnswerGrants grants, String place,
            Consumer<String> log) {
        this.mount = mount;
        this.outside = outside.isEmpty() ? "/" : outside;
        this.shared = shared;
        this.grants = grants;
        this.place = place;
        this.log = log;
    }

    /**
     * Whether there is anything to judge.
     *
     * @param headers
     *            name, value, name, value …
     */
    static boolean concern(List<String> headers) {
        for (int i = 0; i < headers.size(); i += 2) {
            if (isJudged(headers.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isJudged(String name) {
        return switch (name.length()) {
            case 3, 7, 9, 10, 15, 22, 25 -> {
                String lower = name.toLowerCase(Locale.ROOT);
                yield lower.equals(SET_COOKIE) || AnswerGrants.OF_THE_ORIGIN.contains(lower);
            }
            default -> false;
        };
    }

    /** Takes out of {@code headers} what may not go, and puts paths right. */
    void apply(List<String> headers) {
        for (int i = headers.size() - 2; i >= 0; i -= 2) {
            String name = headers.get(i);
            if (!isJudged(name)) {
                continue;
            }
            String lower = name.toLowerCase(Locale.ROOT);
            String kept = lower.equals(SET_COOKIE) ? cookie(headers.get(i + 1)) : header(lower, headers.get(i + 1));
            if (kept == null) {
                headers.remove(i + 1);
                headers.remove(i);
            } else {
                headers.set(i + 1, kept);
            }
        }
    }

    private @Nullable String header(String name, String value) {
        if (grants.headers().contains(name)) {
            return value;
        }
        log.accept("the header '" + name + "' was dropped: it is about all add-ons of this origin (add 'headers: ["
                + name + "]' under " + place + ")");
        return null;
    }

    // ---- cookies
    // ---------------------------------------------------------------------------------------------------

    /** Whether browsers may send it as one of Annex's own, a prefix included. */
    private static boolean isOwn(String lower, String own) {
        return lower.equals(own) || lower.endsWith("-" + own);
    }

    private @Nullable String cookie(String value) {
        String[] parts = value.split(";", -1);
        String name = name(parts[0]);
        String lower = name.toLowerCase(Locale.ROOT);
        boolean named = grants.cookieNames().contains(name);
        if (!named && (isOwn(lower, SessionCookie.NAME) || isOwn(lower, SessionCookie.USER))) {
            return dropped(name, "Annex's own sessions are in a cookie of that name", "cookieNames: [" + name + "]");
        }
        if (lower.startsWith(HOST_PREFIX)) {
            return named
                    ? value
                    : dropped(name, "browsers take a name with __Host- for all paths only",
                            "cookieNames: [" + name + "]");
        }
        String path = null;
        int paths = 0;
        for (int i = 1; i < parts.length; i++) {
            if (isPath(parts[i])) {
                path = strip(parts[i].substring(parts[i].indexOf('=') + 1));
                paths++;
            }
        }
        String target = path(path);
        if (target == null) {
            return dropped(name, "the path " + path + " is not this add-on's", "cookiePaths: [" + path + "]");
        }
        if (shared && !isGranted(target)) {
            return dropped(name, "other add-ons are at " + target + " too", "cookiePaths: [" + target + "]");
        }
        return paths == 1 && target.equals(path) ? value : withPath(parts, target);
    }

    private @Nullable String dropped(String name, String why, String grant) {
        log.accept("the cookie '" + name + "' was dropped: " + why + " (add '" + grant + "' under " + place + ")");
        return null;
    }

    private static String name(String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? "" : strip(pair.substring(0, equals));
        if (!name.isEmpty()) {
            return name;
        }
        String value = strip(pair.substring(equals + 1));
        int hidden = value.indexOf('=');
        return hidden < 0 ? value : strip(value.substring(0, hidden));
    }

    private static boolean isPath(String attribute) {
        int equals = attribute.indexOf('=');
        return strip(equals < 0 ? attribute : attribute.substring(0, equals)).equalsIgnoreCase("path");
    }

    /** Blanks and tabs, as browsers have it. */
    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /**
     * The path that a cookie gets, or {@code null} where it may not have the one
     * that it wants.
     */
    private @Nullable String path(@Nullable String wanted) {
        // What browsers would take instead of none is the folder of the request, which
        // is above the mount where the mount itself was asked for.
        if (wanted == null || !wanted.startsWith("/")) {
            return outside;
        }
        if (isGranted(wanted) || isWithin(outside, wanted)) {
            return wanted;
        }
        if (isWithin(mount, wanted)) {
            return outside + wanted.substring(mount.length());
        }
        // Express's default is the root: all that is meant is "everywhere in here".
        return isAbove(wanted, outside) || isAbove(wanted, mount) ? outside : null;
    }

    private boolean isGranted(String path) {
        for (String granted : grants.cookiePaths()) {
            if (granted.equals(path) || !granted.equals("/") && isWithin(granted, path)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWithin(String base, String path) {
        return path.startsWith(base) && (path.length() == base.length() || path.charAt(base.length()) == '/');
    }

    private static boolean isAbove(String path, String mount) {
        return isWithin(path.endsWith("/") ? path.substring(0, path.length() - 1) : path, mount);
    }

    private static String withPath(String[] parts, String path) {
        StringBuilder cookie = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            if (!isPath(parts[i])) {
                cookie.append(';').append(parts[i]);
            }
        }
        return cookie.append("; Path=").append(path).toString();
    }
}
