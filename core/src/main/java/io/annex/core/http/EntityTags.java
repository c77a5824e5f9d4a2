package io.annex.core.http;

import io.annex.engine.Sha256;

/** Entity tags (RFC 9110, section 8.8.3). */
public final class EntityTags {
    private static final int DIGITS = 32;

    private EntityTags() {
    }

    /** A strong tag that is made of the content alone, with its quotes. */
    public static String of(byte[] content) {
        return '"' + Sha256.of(content).substring(0, DIGITS) + '"';
    }

    /**
     * Whether the value of {@code If-Match} or {@code If-None-Match} lists a tag. A
     * comma may be part of a tag, so the list is read, not split.
     *
     * @param tag
     *            a strong tag, with its quotes
     * @param strong
     *            whether a weak tag in the list does not count (section 8.8.3.2)
     */
    public static boolean isListed(String list, String tag, boolean strong) {
        if (list.strip().equals("*")) {
            return true;
        }
        int at = 0;
        while (at < list.length()) {
            int open = list.indexOf('"', at);
            int close = open < 0 ? -1 : list.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            boolean weak = list.startsWith("W/", Math.max(at, open - 2));
            if (!(strong && weak) && list.regionMatches(open, tag, 0, tag.length())
                    && close - open + 1 == tag.length()) {
                return true;
            }
            at = close + 1;
        }
        return false;
    }
}
