package io.annex.core.source;

import static io.annex.core.source.FilesBudget.quoted;

import io.annex.core.addon.InvalidAddon;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** Unpacks tar archives: of all that they can hold, files and folders. */
final class TarReader {
    private TarReader() {
    }

    /**
     * Unpacks {@code in}.
     *
     * @param packed
     *            bytes that it has been unzipped from
     */
    static void unpack(InputStream in, long packed, Unpacking unpacking) throws IOException, InvalidAddon {
        Counted counted = new Counted(in, packed);
        TarArchiveInputStream tar = new TarArchiveInputStream(counted, StandardCharsets.UTF_8.name());
        for (TarArchiveEntry entry = next(tar, counted); entry != null; entry = next(tar, counted)) {
            String name = bare(entry.getName());
            String kind = kind(entry);
            if (kind != null) {
                throw new InvalidAddon(quoted(name) + ": " + kind + " (expected: files and folders only)");
            }
            if (!entry.isCheckSumOK()) {
                throw new InvalidAddon(quoted(name)
                        + ": its header in the archive is damaged (expected: the archive as it was packed; pack or"
                        + " upload it again)");
            }
            Path target = name.isEmpty() && entry.isDirectory() ? null : unpacking.place(name, entry.isDirectory());
            if (target != null && !entry.isDirectory()) {
                unpacking.write(name, tar, target, Long.MAX_VALUE);
            } else {
                counted.leaveOut(tar);
            }
        }
        counted.finish();
    }

    private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar, Counted counted) throws InvalidAddon {
        counted.head(true);
        try {
            return tar.getNextEntry();
        } catch (IOException | RuntimeException e) {
            throw counted.damaged(e);
        } finally {
            counted.head(false);
        }
    }

    /** {@code tar -C folder .} writes {@code ./} before each name. */
    private static String bare(String name) {
        return name.equals(".") ? "" : name.replaceFirst("^(\\./)+", "");
    }

    /** What an entry is that is neither file nor folder. */
    private static @Nullable String kind(TarArchiveEntry entry) {
        if (entry.isSparse()) {
            return "a sparse file";
        }
        return switch (entry.getLinkFlag()) {
            case TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_DIR -> null;
            case TarConstants.LF_SYMLINK -> "a symbolic link";
            case TarConstants.LF_LINK -> "a hard link";
            case TarConstants.LF_CHR, TarConstants.LF_BLK -> "a device";
            case TarConstants.LF_FIFO -> "a pipe";
            default -> "an entry of an unknown kind";
        };
    }

    /**
     * Counts what is read, so that neither a header (the names of which the library
     * holds in memory) nor the whole can be made as large as one likes, and sees
     * whether the archive has an end.
     */
    private static final class Counted extends FilterInputStream {
        private static final int LARGEST_HEAD = 64 << 10;
        private static final long MOST_BYTES = FilesBudget.MOST_BYTES + FilesBudget.MOST_ENTRIES * 1024L;
        /** An archive ends with records of zeros; one is enough. */
        private static final int END = 512;

        private final long packed;
        private long bytes;
        private long headFrom;
        private boolean head;
        private int zeros;

        Counted(InputStream in, long packed) {
            super(in);
            this.packed = packed;
        }

        /** Whether a header is being read from now on. */
        void head(boolean begins) {
            head = begins;
            headFrom = bytes;
        }

        InvalidAddon damaged(Exception failure) {
            return new InvalidAddon("the archive cannot be read: " + DiskTrouble.why(failure), failure);
        }

        /**
         * Reads to the end of what is left out, so that it is not taken for a header.
         */
        void leaveOut(InputStream content) throws InvalidAddon {
            try {
                content.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw damaged(e);
            }
        }

        /** Reads what follows the last entry. */
        void finish() throws InvalidAddon {
            leaveOut(this);
            if (zeros < END) {
                throw new InvalidAddon(
                        "the archive has no end: it is cut off (expected: all of it; pack or upload it again)");
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            for (int i = 0; i < read; i++) {
                zeros = buffer[offset + i] == 0 ? Math.min(zeros + 1, END) : 0;
            }
            bytes += Math.max(0, read);
            if (head && bytes - headFrom > LARGEST_HEAD) {
                throw new IOException("a header of more than " + (LARGEST_HEAD >> 10) + " KB");
            }
            if (bytes > MOST_BYTES || Unpacking.isTooMuch(bytes, packed)) {
                throw new IOException("it unpacks to too much");
            }
            return read;
        }

        /** What is skipped counts as well. */
        @Override
        public long skip(long count) throws IOException {
            byte[] buffer = new byte[8 << 10];
            long skipped = 0;
            while (skipped < count) {
                int read = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
                if (read < 0) {
                    break;
                }
                skipped += read;
            }
            return skipped;
        }
    }
}
