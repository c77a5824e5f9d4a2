package io.annex.engine.local;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Languages and countries by their names. */
final class Locales {
    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku-Arab", "ps",
            "sd", "ug", "ur", "yi");

    private Locales() {
    }

    /**
     * {@code locale \0 locale of the names}: the locale's tag, language, country,
     * script, the names of language, country and all of it, and {@code rtl} or
     * {@code ltr}; a line each. Nothing for what is no locale.
     */
    static String describe(Argument argument) throws LocalFailure {
        List<String> fields = argument.fields(2);
        Locale locale = locale(fields.get(0));
        if (locale.getLanguage().isEmpty()) {
            return "";
        }
        Locale names = fields.get(1).isEmpty() ? locale : locale(fields.get(1));
        return String.join("\n", locale.toLanguageTag(), locale.getLanguage(), locale.getCountry(), locale.getScript(),
                locale.getDisplayLanguage(names), locale.getDisplayCountry(names), locale.getDisplayName(names),
                isRightToLeft(locale) ? "rtl" : "ltr");
    }

    private static boolean isRightToLeft(Locale locale) {
        return RIGHT_TO_LEFT.contains(locale.getLanguage()) && !locale.getScript().equals("Latn")
                || Set.of("Arab", "Hebr", "Syrc", "Thaa").contains(locale.getScript());
    }

    /** Tags of all locales that there are names and patterns for, a line each. */
    static String all(Argument argument) {
        return Arrays.stream(Locale.getAvailableLocales()).map(Locale::toLanguageTag)
                .filter(tag -> !tag.startsWith("und")).sorted().distinct().collect(Collectors.joining("\n"));
    }

    /** By {@code sv-SE} or {@code sv_SE}; that of no language for what is none. */
    static Locale locale(String tag) {
        return tag.isEmpty() ? Locale.ENGLISH : Locale.forLanguageTag(tag.strip().replace('_', '-'));
    }
}
