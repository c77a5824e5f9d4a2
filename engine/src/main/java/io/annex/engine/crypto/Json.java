package io.annex.engine.crypto;

import java.util.List;

/** An object of texts, written as JSON. */
final class Json {
    private final StringBuilder out = new StringBuilder();

    void raw(String name, String value) {
        out.append(out.isEmpty() ? "{" : ",");
        quote(name);
        out.append(':').append(value);
    }

    void text(String name, String value) {
        raw(name, "");
        quote(value);
    }

    void texts(String name, List<String> values) {
        raw(name, "[");
        String between = "";
        for (String value : values) {
            out.append(between);
            quote(value);
            between = ",";
        }
        out.append(']');
    }

    void pairs(String name, List<String[]> pairs) {
        raw(name, "[");
        String between = "";
        for (String[] pair : pairs) {
            out.append(between).append('[');
            quote(pair[0]);
            out.append(',');
            quote(pair[1]);
            out.append(']');
            between = ",";
        }
        out.append(']');
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    String end() {
        return out.append('}').toString();
    }
}
