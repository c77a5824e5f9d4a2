package io.annex.core.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * The symbolic links among a zip's entries. Archivers of Unix note them in the
 * file mode of the archive's directory, which the JDK reads and does not show;
 * unpacked by it, a link is a text file that holds the target. That is
 * harmless, and never what the author meant. Offsets are those of PKWARE's
 * APPNOTE.TXT, 4.3.12 and 4.3.16; zip64 is not looked at.
 */
final class ZipLinks {
    private static final int DIRECTORY_ENTRY = 0x02014b50;
    private static final int DIRECTORY_END = 0x06054b50;
    private static final int ENTRY_HEAD = 46;
    private static final int END_HEAD = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LARGEST_DIRECTORY = 16 << 20;
    private static final int UNIX = 3;

    private ZipLinks() {
    }

    /** Their names. An archive that cannot be read has none; others say so. */
    static Set<String> in(Path archive) throws IOException {
        try (FileChannel file = FileChannel.open(archive)) {
            long length = file.size();
            ByteBuffer tail = read(file, Math.max(0, length - END_HEAD - LONGEST_COMMENT), length);
            for (int at = tail.limit() - END_HEAD; at >= 0; at--) {
                if (tail.getInt(at) == DIRECTORY_END) {
                    // Counted from the end, as the JDK does: something may stand before the
                    // archive.
                    long end = length - tail.limit() + at;
                    long size = Integer.toUnsignedLong(tail.getInt(at + 12));
                    if (size > end || size > LARGEST_DIRECTORY) {
                        throw new ZipException("its directory is said to have " + size + " bytes");
                    }
                    return links(read(file, end - size, end));
                }
            }
            return Set.of();
        }
    }

    private static Set<String> links(ByteBuffer directory) {
        Set<String> links = new HashSet<>();
        int at = 0;
        while (at + ENTRY_HEAD <= directory.limit() && directory.getInt(at) == DIRECTORY_ENTRY) {
            int name = Short.toUnsignedInt(directory.getShort(at + 28));
            int mode = directory.getInt(at + 38) >>> 16;
            if (directory.get(at + 5) == UNIX && (mode & 0170000) == 0120000
                    && at + ENTRY_HEAD + name <= directory.limit()) {
                byte[] bytes = new byte[name];
                directory.get(at + ENTRY_HEAD, bytes);
                links.add(new String(bytes, StandardCharsets.UTF_8));
            }
            at += ENTRY_HEAD + name + Short.toUnsignedInt(directory.getShort(at + 30))
                    + Short.toUnsignedInt(directory.getShort(at + 32));
        }
        return links;
    }

    private static ByteBuffer read(FileChannel file, long from, long to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(to - from)).order(ByteOrder.LITTLE_ENDIAN);
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
            read = file.read(buffer, from + buffer.position());
        }
        return buffer.flip();
    }
}
