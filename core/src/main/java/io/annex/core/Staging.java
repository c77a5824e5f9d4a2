package io.annex.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Copies an add-on, a folder or a zip, to a folder of its own that nobody
 * alters while the version lives. What would lead out of that folder, or fill
 * the disk, is refused with the name of the entry; nothing is left behind then.
 */
final class Staging {
    /** Bounds of one add-on's files. */
    static final int MOST_ENTRIES = 20_000;
    static final long MOST_BYTES = 256L << 20;
    private static final long MOST_RATIO = 200;
    /**
     * Below this size no ratio is too high: a small file of one letter packs
     * extremely well.
     */
    private static final long RATIO_MATTERS = 1L << 20;

    private static final Set<String> NOT_OF_THE_ADDON = Set.of(".git", ".hg", ".svn", ".idea", ".vscode", ".DS_Store",
            "__MACOSX");

    private final Path folder;
    private final AtomicLong serial = new AtomicLong();

    /**
     * {@code folder} is emptied: what is in it was left by a process that ended in
     * the middle.
     */
    Staging(Path folder) throws IOException {
        this.folder = folder;
        clear();
    }

    /** Deletes all copies. */
    void clear() throws IOException {
        delete(folder);
        Files.createDirectories(folder);
    }

    /** Copies {@code source} and returns the root of the copy. */
    Path stage(Path source) throws InvalidAddon {
        Path root = folder.resolve(Long.toString(serial.incrementAndGet()));
        try {
            Files.createDirectories(root);
            if (Files.isDirectory(source)) {
                copy(source, root);
                return root;
            }
            unpack(source, root);
            return unwrapped(root);
        } catch (InvalidAddon e) {
            discard(root);
            throw e;
        } catch (IOException | UncheckedIOException e) {
            discard(root);
            throw new InvalidAddon(
                    source.getFileName() + " cannot be copied to " + folder + ": " + DiskTrouble.reason(e), e);
        } catch (RuntimeException e) {
            discard(root);
            throw e;
        }
    }

    /** Deletes a staged copy. */
    void discard(Path root) {
        Path staged = root;
        while (staged.getParent() != null && !staged.getParent().equals(folder)) {
            staged = staged.getParent();
        }
        try {
            delete(staged);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- folders
    // ---------------------------------------------------------------------------------------------------

    private static void copy(Path source, Path root) throws IOException, InvalidAddon {
        Budget budget = new Budget();
        Path real = source.toRealPath();
        InvalidAddon[] refused = new InvalidAddon[1];
        Files.walkFileTree(real, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (!directory.equals(real) && isLeftOut(String.valueOf(directory.getFileName()))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(root.resolve(real.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = real.relativize(file).toString();
                try {
                    if (attributes.isSymbolicLink()) {
                        throw new InvalidAddon(name + ": a symbolic link (expected: files and folders only)");
                    }
                    if (attributes.isRegularFile() && !isLeftOut(String.valueOf(file.getFileName()))) {
                        budget.entry(name);
                        budget.bytes(name, attributes.size());
                        copyFile(file, name, root.resolve(name));
                    }
                    return FileVisitResult.CONTINUE;
                } catch (InvalidAddon e) {
                    refused[0] = e;
                    return FileVisitResult.TERMINATE;
                }
            }
        });
        if (refused[0] != null) {
            throw refused[0];
        }
    }

    private static void copyFile(Path file, String name, Path to) throws IOException {
        try {
            Files.copy(file, to);
        } catch (IOException e) {
            throw named(name, e);
        }
    }

    private static IOException named(String name, IOException failure) {
        return new IOException(name + ": " + DiskTrouble.why(failure), failure);
    }

    // ---- archives
    // --------------------------------------------------------------------------------------------------

    private static void unpack(Path archive, Path root) throws IOException, InvalidAddon {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            Budget budget = new Budget();
            Set<String> links = ZipLinks.in(archive);
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                Path target = target(root, entry.getName());
                if (Stream.of(entry.getName().split("/", -1)).anyMatch(Staging::isLeftOut)) {
                    continue;
                }
                budget.entry(entry.getName());
                if (links.contains(entry.getName())) {
                    throw new InvalidAddon(
                            quoted(entry.getName()) + ": a symbolic link (expected: files and folders only)");
                }
                Path parent = target.getParent();
                if (entry.isDirectory()) {
                    folder(target, entry.getName());
                } else if (parent != null) {
                    folder(parent, entry.getName());
                    unpack(zip, entry, target, budget);
                }
            }
        } catch (ZipException e) {
            throw new InvalidAddon(archive.getFileName() + ": not a readable zip archive: " + e.getMessage(), e);
        }
    }

    private static void folder(Path folder, String name) throws IOException, InvalidAddon {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new InvalidAddon(quoted(name) + ": a file and a folder of one name", e);
        }
    }

    private static Path target(Path root, String name) throws InvalidAddon {
        try {
            if (name.isEmpty() || name.startsWith("/") || name.contains("\\") || name.indexOf('\0') >= 0
                    || name.matches("^[A-Za-z]:.*")) {
                throw new InvalidAddon(quoted(name) + ": not a relative path (expected: e.g. module/name.js)");
            }
            for (String segment : name.split("/", -1)) {
                if (segment.equals("..") || segment.equals(".")) {
                    throw new InvalidAddon(quoted(name) + ": leads out of the archive");
                }
            }
            return root.resolve(name);
        } catch (InvalidPathException e) {
            throw new InvalidAddon(quoted(name) + ": not a file name", e);
        }
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path target, Budget budget)
            throws IOException, InvalidAddon {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidAddon(quoted(entry.getName()) + ": is in the archive twice");
        }
        long packed = Math.max(1, entry.getCompressedSize());
        try (InputStream in = zip.getInputStream(entry); OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[16 << 10];
            long size = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                budget.bytes(entry.getName(), read);
                if (size > RATIO_MATTERS && size / packed > MOST_RATIO) {
                    throw new InvalidAddon(quoted(entry.getName()) + ": packed more than " + MOST_RATIO + " times");
                }
                out.write(buffer, 0, read);
            }
        } catch (ZipException e) {
            throw e;
        } catch (IOException e) {
            throw named(quoted(entry.getName()), e);
        }
    }

    /** A zip may hold the add-on in one folder. */
    private static Path unwrapped(Path root) throws IOException {
        try (Stream<Path> children = Files.list(root)) {
            List<Path> all = children.toList();
            return all.size() == 1 && Files.isDirectory(all.getFirst()) ? all.getFirst() : root;
        }
    }

    private static String quoted(String name) {
        return '\'' + name.replaceAll("\\p{Cntrl}", "?") + '\'';
    }

    /**
     * What is no part of an add-on: what version control, editors, desktops and
     * archivers keep beside an author's files. Other hidden files may be meant to
     * be served.
     */
    private static boolean isLeftOut(String name) {
        return NOT_OF_THE_ADDON.contains(name) || name.startsWith("._") || name.startsWith(".#")
                || name.startsWith(".") && name.endsWith(".swp");
    }

    /**
     * Hidden files and what some archivers add: no add-on by themselves, and no
     * change of one.
     */
    static boolean isIgnored(String name) {
        return (name.startsWith(".") && !name.equals("..") && !name.equals(".")) || name.equals("__MACOSX");
    }

    private static final class Budget {
        private int entries;
        private long bytes;

        void entry(String name) throws InvalidAddon {
            if (++entries > MOST_ENTRIES) {
                throw new InvalidAddon(quoted(name) + ": more than " + MOST_ENTRIES + " files");
            }
        }

        void bytes(String name, long more) throws InvalidAddon {
            bytes += more;
            if (bytes > MOST_BYTES) {
                throw new InvalidAddon(quoted(name) + ": more than " + (MOST_BYTES >> 20) + " MB of files");
            }
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
