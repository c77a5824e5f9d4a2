package io.annex.core.storage.query;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What words a text has, and what it is as a whole, where case does not count.
 * What is kept and what is asked are made alike, so that one finds the other.
 */
public final class Words {
    /** Of a word, and of a text as a whole; what comes after does not count. */
    public static final int LONGEST = 100;
    private static final char REPLACEMENT = '\uFFFD';

    private Words() {
    }

    /** The words of a text in their order: runs of letters, digits and marks. */
    public static List<String> of(String text) {
        String lower = lower(text);
        List<String> words = new ArrayList<>();
        int from = -1;
        for (int at = 0; at < lower.length();) {
            int c = lower.codePointAt(at);
            if (isOfWord(c)) {
                from = from < 0 ? at : from;
            } else if (from >= 0) {
                words.add(cut(lower.substring(from, at)));
                from = -1;
            }
            at += Character.charCount(c);
        }
        if (from >= 0) {
            words.add(cut(lower.substring(from)));
        }
        return words;
    }

    /** Whether the text ends within a word, so that it may go on. */
    static boolean endsInWord(String text) {
        return !text.isEmpty() && isOfWord(text.codePointBefore(text.length()));
    }

    /** The text as one: in lower case, without space around it, its beginning. */
    public static String whole(String text) {
        return cut(clean(lower(text).strip()));
    }

    /** A text that a database can keep: without NUL and halves of characters. */
    public static String clean(String text) {
        StringBuilder cleaned = null;
        for (int at = 0; at < text.length();) {
            int c = text.codePointAt(at);
            if (c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                if (cleaned == null) {
                    cleaned = new StringBuilder(text);
                }
                cleaned.setCharAt(at, REPLACEMENT);
            }
            at += Character.charCount(c);
        }
        return cleaned == null ? text : cleaned.toString();
    }

    private static String lower(String text) {
        return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    private static boolean isOfWord(int c) {
        if (Character.isLetterOrDigit(c) || c == '_') {
            return true;
        }
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
    }
}
