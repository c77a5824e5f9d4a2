package io.annex.core.source;

import io.annex.engine.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The names and contents of an add-on's files, in one digest that does not
 * depend on the order in which they are found. It is made of what is copied
 * while it is copied, so that nothing is read twice, and of nothing that was
 * altered in between. For one thread.
 */
public final class FilesDigest {
    private final List<String> entries = new ArrayList<>();

    /**
     * Adds a file.
     *
     * @param content
     *            has seen all its bytes
     */
    void file(String name, MessageDigest content) {
        // No name has a NUL in it.
        entries.add(name + '\0' + HexFormat.of().formatHex(content.digest()));
    }

    /** Adds a folder, as an empty one can be found too. */
    void folder(String name) {
        entries.add(name + '\0');
    }

    /** Of all that was added. */
    public String hex() {
        return Sha256.of(entries.stream().sorted());
    }
}
