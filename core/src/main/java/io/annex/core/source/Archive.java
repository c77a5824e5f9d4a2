package io.annex.core.source;

import static io.annex.core.source.FilesBudget.quoted;

import io.annex.core.addon.InvalidAddon;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** The archives that an add-on may come in, known by their first bytes. */
public enum Archive {
    ZIP, TAR, TAR_GZ, TAR_BZ2;

    private static final int TAR_HEAD = 512;

    /** What kind of archive a file is; empty where it is none. */
    public static Optional<Archive> of(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(TAR_HEAD);
        }
        if (head.length > 3 && head[0] == 'P' && head[1] == 'K' && (head[2] == 3 || head[2] == 5)) {
            return Optional.of(ZIP);
        }
        if (head.length > 1 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
            return isTar(unzipped(file)) ? Optional.of(TAR_GZ) : Optional.empty();
        }
        if (head.length > 2 && head[0] == 'B' && head[1] == 'Z' && head[2] == 'h') {
            return isTar(unsorted(file)) ? Optional.of(TAR_BZ2) : Optional.empty();
        }
        return isTar(head) ? Optional.of(TAR) : Optional.empty();
    }

    private static byte[] unzipped(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file); InputStream content = new GZIPInputStream(in)) {
            return content.readNBytes(TAR_HEAD);
        } catch (ZipException | EOFException e) {
            return new byte[0];
        }
    }

    private static byte[] unsorted(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file); InputStream content = new Bzip2Stream(in)) {
            return content.readNBytes(TAR_HEAD);
        } catch (Bzip2Stream.Damaged e) {
            return new byte[0];
        }
    }

    private static boolean isTar(byte[] head) {
        try {
            return head.length == TAR_HEAD && TarUtils.verifyCheckSum(head);
        } catch (IllegalArgumentException e) {
            // Where the checksum would be is no number.
            return false;
        }
    }

    /**
     * Unpacks a file of this kind into an empty folder, without hidden files and
     * what some archivers add.
     *
     * @throws InvalidAddon
     *             when the archive is damaged, or has in it what must not be; some
     *             of it may have been written by then
     * @throws IOException
     *             when the folder cannot be written
     */
    public void unpack(Path file, Path root) throws IOException, InvalidAddon {
        unpack(file, root, Staging::isIgnored, new FilesDigest());
    }

    /**
     * Unpacks a file of this kind into an empty folder.
     *
     * @param leftOut
     *            of a file's or folder's name, whether it is no part of the add-on
     * @param digest
     *            is told of what is unpacked
     * @throws InvalidAddon
     *             when the archive is damaged, or has in it what must not be; some
     *             of it may have been written by then
     * @throws IOException
     *             when the folder cannot be written
     */
    void unpack(Path file, Path root, Predicate<String> leftOut, FilesDigest digest) throws IOException, InvalidAddon {
        Unpacking unpacking = new Unpacking(root, leftOut, digest);
        switch (this) {
            case ZIP -> zip(file, unpacking);
            case TAR -> {
                try (InputStream in = Files.newInputStream(file)) {
                    TarReader.unpack(in, Long.MAX_VALUE, unpacking);
                }
            }
            case TAR_GZ -> {
                try (InputStream in = Files.newInputStream(file);
                        InputStream content = new GZIPInputStream(in, 16 << 10)) {
                    TarReader.unpack(content, Files.size(file), unpacking);
                }
            }
            case TAR_BZ2 -> {
                try (InputStream in = Files.newInputStream(file); InputStream content = new Bzip2Stream(in)) {
                    TarReader.unpack(content, Files.size(file), unpacking);
                }
            }
        }
    }

    /** The folder that everything in {@code root} is in, if it is so. */
    public static Optional<Path> onlyFolder(Path root) throws IOException {
        try (Stream<Path> children = Files.list(root)) {
            List<Path> all = children.limit(2).toList();
            return all.size() == 1 && Files.isDirectory(all.getFirst())
                    ? Optional.of(all.getFirst())
                    : Optional.empty();
        }
    }

    private static void zip(Path file, Unpacking unpacking) throws IOException, InvalidAddon {
        try {
            // First, as it looks at the size of the directory, which the JDK takes whole.
            Set<String> links = ZipLinks.in(file);
            try (ZipFile zip = new ZipFile(file.toFile())) {
                if (zip.size() > FilesBudget.MOST_ENTRIES) {
                    throw new InvalidAddon("the archive has more files than an add-on may have (expected: at most "
                            + FilesBudget.MOST_ENTRIES + "; leave out what it does not need to run)");
                }
                Enumeration<? extends ZipEntry> entries = zip.entries();
                while (entries.hasMoreElements()) {
                    zipEntry(zip, entries.nextElement(), links, unpacking);
                }
            }
        } catch (ZipException e) {
            throw new InvalidAddon("not a readable zip archive: " + e.getMessage(), e);
        }
    }

    private static void zipEntry(ZipFile zip, ZipEntry entry, Set<String> links, Unpacking unpacking)
            throws IOException, InvalidAddon {
        String name = entry.getName();
        Path target = unpacking.place(name, entry.isDirectory());
        if (links.contains(name)) {
            throw new InvalidAddon(quoted(name) + ": a symbolic link (expected: files and folders only)");
        }
        if (target == null || entry.isDirectory()) {
            return;
        }
        CRC32 sum = new CRC32();
        try (InputStream in = zip.getInputStream(entry); CheckedInputStream checked = new CheckedInputStream(in, sum)) {
            unpacking.write(name, checked, target, entry.getCompressedSize());
        }
        if (sum.getValue() != entry.getCrc() || Files.size(target) != entry.getSize()) {
            throw new InvalidAddon(quoted(name)
                    + ": is damaged: its checksum or size is not what the archive says (expected: the archive as it was"
                    + " packed; pack or upload it again)");
        }
    }
}
