package io.annex.core.source;

import io.annex.core.addon.InvalidAddon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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
        return stage(source, new FilesDigest(), false);
    }

    /**
     * Copies {@code source} and returns the root of the copy.
     *
     * @param digest
     *            is told of what is copied
     * @param development
     *            whether it needs the packages that npm has installed for
     *            development, where it is a folder
     */
    public Path stage(Path source, FilesDigest digest, boolean development) throws InvalidAddon {
        Path root = folder.resolve(Long.toString(serial.incrementAndGet()));
        try {
            Files.createDirectories(root);
            if (Files.isDirectory(source)) {
                Path folderOfAddon = source.toRealPath();
                new FolderCopy(folderOfAddon, root, digest,
                        development ? Set.of() : DevelopmentPackages.in(folderOfAddon)).run();
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

    /**
     * What is no part of an add-on: what version control, editors, desktops and
     * archivers keep beside an author's files. Other hidden files may be meant to
     * be served.
     */
    static boolean isLeftOut(String name) {
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
