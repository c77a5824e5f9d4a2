package io.annex.core.service.folder;

import io.annex.core.service.OpRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A path below a folder, as names. None of them leads up or out: what could is
 * refused, not taken away.
 *
 * @param names
 *            none for the folder itself
 */
record FilePath(List<String> names) {
    /** Where what is being written is: no add-on's, however it is spelled. */
    static final String PARTS = ".annex-part";

    private static final int LONGEST_NAME = 255;
    private static final int DEEPEST = 32;

    /**
     * As an add-on writes it: {@code a/b.txt}; a slash at either end is nothing.
     */
    static FilePath parse(String text) throws OpRefused {
        List<String> names = new ArrayList<>();
        for (String name : text.split("/", -1)) {
            if (!name.isEmpty()) {
                names.add(checked(name, text));
            } else if (!names.isEmpty() && text.contains("//")) {
                throw refused(text, "no '//'");
            }
        }
        if (names.size() > DEEPEST) {
            throw refused(text, "at most " + DEEPEST + " names");
        }
        return new FilePath(List.copyOf(names));
    }

    private static String checked(String name, String text) throws OpRefused {
        if (name.equals(".") || name.equals("..")) {
            throw refused(text, "a path below the folder, without '.' and '..'");
        }
        if (!isName(name)) {
            throw refused(text, "names without control characters and '\\'");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw refused(text, "names of at most " + LONGEST_NAME + " bytes");
        }
        if (isOurs(name)) {
            throw refused(text, "a name that does not begin with " + PARTS);
        }
        try {
            if (Path.of(name).getNameCount() == 1) {
                return name;
            }
        } catch (InvalidPathException e) {
            // Half a surrogate pair, or a system whose names have no such letters.
        }
        throw refused(text, "names that the server's file system can hold");
    }

    /** Whether an add-on could name it. */
    static boolean isName(String name) {
        return name.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '\\' || c == '/');
    }

    static boolean isOurs(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith(PARTS);
    }

    private static OpRefused refused(String text, String expected) {
        String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
        return new OpRefused("invalid", "path: '" + shown.replace('\0', '?') + "' (expected: " + expected + ")");
    }

    boolean isFolderItself() {
        return names.isEmpty();
    }

    /** The last name. */
    Path name() {
        return Path.of(names.getLast());
    }

    List<String> parents() {
        return names.subList(0, names.size() - 1);
    }

    /** Whether this is {@code other}, or leads through it. */
    boolean isWithin(FilePath other) {
        return names.size() >= other.names.size() && names.subList(0, other.names.size()).equals(other.names);
    }

    @Override
    public String toString() {
        return String.join("/", names);
    }
}
