package io.annex.core.source;

import io.annex.core.addon.InvalidAddon;
import io.annex.engine.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Copies an add-on, a folder or a zip, to a folder of its own that nobody
 * alters while the version lives. What would lead out of that folder, or fill
 * the disk, is refused with the name of the entry; nothing is left behind then.
 */
public final class Staging {
    private static final Set<String> NOT_OF_THE_ADDON = Set.of(".git", ".hg", ".svn", ".idea", ".vscode", ".DS_Store",
            "__MACOSX");
    private static final int COPIED_AT_A_TIME = 64 << 10;

    private final Path folder;
    private final AtomicLong serial = new AtomicLong();

    /**
     * {@code folder} is emptied: what is in it was left by a process that ended in
     * the middle.
     */
    public Staging(Path folder) throws IOException {
        this.folder = folder;
        clear();
    }

    /** Deletes all copies. */
    public void clear() throws IOException {
        delete(folder);
        Files.createDirectories(folder);
    }

    /** Copies {@code source} and returns the root of the copy. */
    public Path stage(Path source) throws InvalidAddon {
        return stage(source, new FilesDigest());
    }

    /**
     * Copies {@code source} and returns the root of the copy.
     *
     * @param digest
     *            is told of what is copied
     */
    public Path stage(Path source, FilesDigest digest) throws InvalidAddon {
        Path root = folder.resolve(Long.toString(serial.incrementAndGet()));
        try {
            Files.createDirectories(root);
            if (Files.isDirectory(source)) {
                copy(source, root, digest);
                return root;
            }
            unpack(source, root, digest);
            return Archive.onlyFolder(root).orElse(root);
        } catch (InvalidAddon e) {
            discard(root);
            throw e;
        } catch (IOException | UncheckedIOException e) {
            discard(root);
            throw DiskTrouble.notStored(source.getFileName() + " cannot be copied to " + folder, e);
        } catch (RuntimeException e) {
            discard(root);
            throw e;
        }
    }

    private static void unpack(Path source, Path root, FilesDigest digest) throws IOException, InvalidAddon {
        try {
            Archive.of(source)
                    .orElseThrow(() -> new InvalidAddon(
                            "not a zip archive (expected: a .zip with the files of the add-on, or a folder with them)"))
                    .unpack(source, root, Staging::isLeftOut, digest);
        } catch (InvalidAddon e) {
            throw new InvalidAddon(source.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /** Deletes a staged copy. */
    public void discard(Path root) {
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

    private static void copy(Path source, Path root, FilesDigest digest) throws IOException, InvalidAddon {
        FilesBudget budget = new FilesBudget();
        Path real = source.toRealPath();
        InvalidAddon[] refused = new InvalidAddon[1];
        Files.walkFileTree(real, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (!directory.equals(real) && isLeftOut(String.valueOf(directory.getFileName()))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Path place = real.relativize(directory);
                Files.createDirectories(root.resolve(place));
                digest.folder(place.toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                // A name may have bytes that are no text here; as a path it keeps them.
                Path place = real.relativize(file);
                String name = place.toString();
                try {
                    if (attributes.isSymbolicLink()) {
                        throw new InvalidAddon(name + ": a symbolic link (expected: files and folders only)");
                    }
                    if (attributes.isRegularFile() && !isLeftOut(String.valueOf(file.getFileName()))) {
                        budget.entry(name);
                        budget.bytes(name, attributes.size());
                        digest.file(name, copyFile(file, name, root.resolve(place)));
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

    /** Gives the digest that has seen the bytes. */
    private static MessageDigest copyFile(Path file, String name, Path to) throws IOException {
        MessageDigest seen = Sha256.begin();
        ByteBuffer buffer = ByteBuffer.allocate(COPIED_AT_A_TIME);
        try (ByteChannel in = Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                ByteChannel out = Files.newByteChannel(to,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions(file))) {
            while (in.read(buffer.clear()) >= 0) {
                seen.update(buffer.flip());
                buffer.rewind();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            return seen;
        } catch (IOException e) {
            throw named(name, e);
        }
    }

    /** A copy is read by nobody who may not read the file. */
    private static FileAttribute<?>[] permissions(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(view.readAttributes().permissions())};
    }

    private static IOException named(String name, IOException failure) {
        return new IOException(name + ": " + DiskTrouble.why(failure), failure);
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
    public static boolean isIgnored(String name) {
        return (name.startsWith(".") && !name.equals("..") && !name.equals(".")) || name.equals("__MACOSX");
    }

    /** Deletes a file, or a folder and all that is in it. */
    public static void delete(Path path) throws IOException {
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
