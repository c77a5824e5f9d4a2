package io.annex.core.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant by one that there is not. */
public final class Nearest {
    private static final int MOST_DIFFERENT = 2;
    private static final int LONGEST = 100;

    private record Distance(String name, int letters) {
    }

    private Nearest() {
    }

    /**
     * Finds it.
     *
     * @param names
     *            those that there are
     * @return empty where more than two letters are other ones, too many or missing
     */
    public static Optional<String> to(String name, Collection<String> names) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        String lower = name.toLowerCase(Locale.ROOT);
        int most = name.length() <= MOST_DIFFERENT + 1 ? 1 : MOST_DIFFERENT;
        return names.stream().map(each -> new Distance(each, letters(lower, each.toLowerCase(Locale.ROOT))))
                .filter(each -> each.letters() <= most)
                .min(Comparator.comparingInt(Distance::letters).thenComparing(Distance::name)).map(Distance::name);
    }

    /** For a message: what is unknown, and what was probably meant. */
    public static String unknown(String name, Collection<String> names) {
        return to(name, names).map(meant -> "unknown, did you mean '" + meant + "'?").orElse("unknown");
    }

    private static int letters(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
