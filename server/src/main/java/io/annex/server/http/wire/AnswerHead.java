package io.annex.server.http.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer as it is to be sent: a status, fields as name, value,
 * name, value …, and what a connection frames by itself. The fields are those
 * of the answer as long as nothing changes them, and copied then.
 */
public final class AnswerHead {
    private int status = 200;
    private List<String> fields = List.of();
    private boolean isCopied;
    private long length = -1;
    private boolean close;
    private String date = "";

    /** Takes other fields in the place of all, but for some. */
    public void put(int newStatus, List<String> newFields, Predicate<String> without) {
        status = newStatus;
        fields = newFields;
        isCopied = false;
        length = -1;
        for (int i = 0; i + 1 < newFields.size(); i += 2) {
            boolean drop = without.test(newFields.get(i));
            if (drop && !isCopied) {
                fields = new ArrayList<>(newFields.subList(0, i));
                isCopied = true;
            } else if (!drop && isCopied) {
                fields.add(newFields.get(i));
                fields.add(newFields.get(i + 1));
            }
        }
    }

    private List<String> own() {
        if (!isCopied) {
            fields = new ArrayList<>(fields);
            isCopied = true;
        }
        return fields;
    }

    public void add(String name, String value) {
        List<String> mine = own();
        mine.add(name);
        mine.add(value);
    }

    /** Gives a field one value in the place of all others. */
    public void set(String name, String value) {
        List<String> mine = own();
        for (int i = mine.size() - 2; i >= 0; i -= 2) {
            if (mine.get(i).equalsIgnoreCase(name)) {
                mine.subList(i, i + 2).clear();
            }
        }
        add(name, value);
    }

    /** The first value of a field, or {@code null}. */
    public @Nullable String first(String name) {
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(name)) {
                return fields.get(i + 1);
            }
        }
        return null;
    }

    /** Name, value, name, value …; not to be changed. */
    public List<String> fields() {
        return fields;
    }

    public int status() {
        return status;
    }

    /** Length of the body in bytes; -1 where the head does not say it. */
    public long length() {
        return length;
    }

    public void length(long bytes) {
        length = bytes;
    }

    /** The connection ends behind this answer. */
    public boolean isLast() {
        return close;
    }

    public void last() {
        close = true;
    }

    /** The {@code Date} field. */
    public String date() {
        return date;
    }

    public void date(String now) {
        date = now;
    }
}
