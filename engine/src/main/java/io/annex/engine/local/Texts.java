package io.annex.engine.local;

import java.text.Normalizer;
import java.util.List;

/** What Unicode knows of texts. */
final class Texts {
    private Texts() {
    }

    /** {@code form \0 text}; the form is one of Unicode's four. */
    static String normalize(Argument argument) throws LocalFailure {
        List<String> fields = argument.fields(2);
        Normalizer.Form form = switch (fields.get(0)) {
            case "NFC" -> Normalizer.Form.NFC;
            case "NFD" -> Normalizer.Form.NFD;
            case "NFKC" -> Normalizer.Form.NFKC;
            case "NFKD" -> Normalizer.Form.NFKD;
            default ->
                throw new LocalFailure("form: " + Argument.shown(fields.get(0)) + " (expected: NFC, NFD, NFKC, NFKD)");
        };
        return Normalizer.normalize(fields.get(1), form);
    }
}
