package io.annex.core.source;

import static io.annex.core.source.FilesBudget.quoted;

import io.annex.core.addon.InvalidAddon;
import io.annex.engine.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the entries of one archive to a folder, and refuses those that no
 * archive of an add-on has: names that lead out of the folder, that are there
 * twice or mean one file on some file systems, a file that is a folder as well,
 * and what explodes. It knows nothing of the archive's format; links and
 * devices are for those to refuse who do.
 */
final class Unpacking {
    private static final long MOST_RATIO = 200;
    /**
     * Below this size no ratio is too high: a small file of one letter packs
     * extremely well.
     */
    private static final long RATIO_MATTERS = 1L << 20;
    /** What Linux takes for one name, and far less than it takes for a path. */
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PATH = 1024;

    private record Taken(String name, boolean folder) {
    }

    private final Path root;
    private final Predicate<String> leftOut;
    private final FilesDigest digest;
    private final FilesBudget budget = new FilesBudget();
    private final Map<String, Taken> taken = new HashMap<>();

    /**
     * @param leftOut
     *            of a file's or folder's name, whether it is no part of the add-on
     * @param digest
     *            is told of what is written
     */
    Unpacking(Path root, Predicate<String> leftOut, FilesDigest digest) {
        this.root = root;
        this.leftOut = leftOut;
        this.digest = digest;
    }

    /**
     * Finds the place of an entry. A folder is made, and so is a file's parent.
     *
     * @return where the file or folder is, or {@code null} where the entry is of no
     *         use
     */
    @Nullable
    Path place(String name, boolean folder) throws IOException, InvalidAddon {
        Path target = target(name);
        budget.entry(name);
        if (Stream.of(name.split("/", -1)).anyMatch(leftOut)) {
            return null;
        }
        String path = folder ? name.substring(0, name.length() - (name.endsWith("/") ? 1 : 0)) : name;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            take(name, path.substring(0, slash), true);
        }
        take(name, path, folder);
        Path parent = target.getParent();
        if (folder) {
            Files.createDirectories(target);
            digest.folder(path);
        } else if (parent != null) {
            Files.createDirectories(parent);
        }
        return target;
    }

    private void take(String entry, String path, boolean folder) throws InvalidAddon {
        String key = Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        Taken before = taken.putIfAbsent(key, new Taken(path, folder));
        if (before == null || before.folder() && folder && before.name().equals(path)) {
            return;
        }
        if (!before.name().equals(path)) {
            throw new InvalidAddon(quoted(entry) + ": differs from " + quoted(before.name())
                    + " in case alone, and some file systems take both for one (expected: another name for one of them)");
        }
        throw new InvalidAddon(quoted(entry)
                + (before.folder() == folder ? ": is in the archive twice" : ": is a file and a folder in the archive")
                + " (expected: once)");
    }

    private Path target(String name) throws InvalidAddon {
        if (name.isEmpty() || name.startsWith("/") || name.contains("\\") || name.matches("(?s)^[A-Za-z]:.*")) {
            throw new InvalidAddon(quoted(name) + ": not a relative path (expected: e.g. module/name.js)");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidAddon(
                    quoted(name) + ": the name has a control character, here shown as ? (expected: none)");
        }
        if (bytes(name) > LONGEST_PATH) {
            throw new InvalidAddon(quoted(name.substring(0, 100)) + "…: the path is too long (expected: at most "
                    + LONGEST_PATH + " bytes)");
        }
        for (String segment : name.split("/", -1)) {
            String bare = segment.strip();
            if (bare.equals("..") || bare.equals(".")) {
                throw new InvalidAddon(quoted(name)
                        + ": leads out of the archive, or could, with . or .. in it (expected: e.g. module/name.js)");
            }
            if (bytes(segment) > LONGEST_NAME) {
                throw new InvalidAddon(quoted(name) + ": a name in the path is too long (expected: at most "
                        + LONGEST_NAME + " bytes)");
            }
        }
        try {
            return root.resolve(name);
        } catch (InvalidPathException e) {
            throw new InvalidAddon(quoted(name) + ": no name that a file can have here (expected: e.g. module/name.js)",
                    e);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Writes a file.
     *
     * @param packed
     *            its bytes in the archive
     * @throws IOException
     *             when it cannot be written; what cannot be read is an
     *             {@link InvalidAddon}
     */
    void write(String name, InputStream in, Path target, long packed) throws IOException, InvalidAddon {
        byte[] buffer = new byte[16 << 10];
        MessageDigest seen = Sha256.begin();
        long size = 0;
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            for (int read = read(name, in, buffer); read >= 0; read = read(name, in, buffer)) {
                size += read;
                budget.bytes(name, read);
                if (isTooMuch(size, packed)) {
                    throw new InvalidAddon(quoted(name) + ": is more than " + MOST_RATIO
                            + " times as large as in the archive, as what is made to fill disks (expected: a file as people write"
                            + " them)");
                }
                out.write(buffer, 0, read);
                seen.update(buffer, 0, read);
            }
            digest.file(name, seen);
        } catch (IOException e) {
            throw new IOException(quoted(name) + ": " + DiskTrouble.why(e), e);
        }
    }

    /** Whether no honest file becomes so small. */
    static boolean isTooMuch(long size, long packed) {
        return size > RATIO_MATTERS && size / Math.max(1, packed) > MOST_RATIO;
    }

    private static int read(String name, InputStream in, byte[] buffer) throws InvalidAddon {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new InvalidAddon(quoted(name) + ": cannot be unpacked: " + DiskTrouble.why(e), e);
        }
    }
}
