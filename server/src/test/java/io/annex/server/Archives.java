package io.annex.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** Archives of widgets, honest and others, in memory. */
final class Archives {
    /**
     * An entry of a tar.
     *
     * @param kind
     *            a flag of {@link TarConstants}
     */
    record Entry(String name, byte kind, byte[] content) {
        static Entry file(String name, String content) {
            return new Entry(name, TarConstants.LF_NORMAL, content.getBytes(StandardCharsets.UTF_8));
        }

        static Entry of(String name, byte kind) {
            return new Entry(name, kind, new byte[0]);
        }
    }

    private Archives() {
    }

    /** What every widget has, and a backend whose service {@code v} says so. */
    static List<Entry> widget(String version) {
        return new ArrayList<>(List.of(Entry.file("widget.js", "// " + version), Entry.file("widget.png", version),
                Entry.file("backend.js",
                        "module.exports = (r) => r.register('v', (req, res) => res.send('" + version + "'));")));
    }

    /** Such a widget and more. */
    static List<Entry> widgetAnd(Entry... more) {
        List<Entry> all = widget("1");
        all.addAll(List.of(more));
        return all;
    }

    static List<Entry> in(String folder, List<Entry> entries) {
        return entries.stream().map(each -> new Entry(folder + '/' + each.name(), each.kind(), each.content()))
                .toList();
    }

    static byte[] zip(List<Entry> entries) {
        return written(out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
                for (Entry entry : entries) {
                    zip.putNextEntry(new ZipEntry(entry.name()));
                    zip.write(entry.content());
                }
            }
        });
    }

    static byte[] tar(List<Entry> entries) {
        return written(out -> {
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                for (Entry entry : entries) {
                    TarArchiveEntry head = new TarArchiveEntry(entry.name(), entry.kind(), true);
                    head.setSize(entry.content().length);
                    tar.putArchiveEntry(head);
                    tar.write(entry.content());
                    tar.closeArchiveEntry();
                }
            }
        });
    }

    static byte[] gzip(byte[] content) {
        return written(out -> {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(content);
            }
        });
    }

    static byte[] bzip2(byte[] content) {
        return written(out -> {
            try (OutputStream bzip2 = new BZip2CompressorOutputStream(out)) {
                bzip2.write(content);
            }
        });
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The same with one text in the place of another as long, everywhere. */
    static byte[] replaced(byte[] archive, String from, String to) {
        byte[] bytes = archive.clone();
        byte[] before = from.getBytes(StandardCharsets.ISO_8859_1);
        byte[] after = to.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at + before.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + before.length, before, 0, before.length)) {
                System.arraycopy(after, 0, bytes, at, after.length);
            }
        }
        return bytes;
    }

    /**
     * The same with another byte at one place of the last entry in a zip's
     * directory.
     */
    static byte[] directoryChanged(byte[] zip, int offset, int... values) {
        byte[] bytes = zip.clone();
        int at = bytes.length - 4;
        while (bytes[at] != 'P' || bytes[at + 1] != 'K' || bytes[at + 2] != 1 || bytes[at + 3] != 2) {
            at--;
        }
        for (int i = 0; i < values.length; i++) {
            bytes[at + offset + i] = (byte) values[i];
        }
        return bytes;
    }

    /** What stands between the parts of {@link #form}. */
    static final String BOUNDARY = "b-b";

    /** A form with an archive in the field {@code widget}. */
    static HttpRequest.BodyPublisher form(String name, byte[] archive) {
        return form("widget", name, archive);
    }

    static HttpRequest.BodyPublisher form(String field, String name, byte[] archive) {
        String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        return HttpRequest.BodyPublishers.ofByteArrays(List.of(head.getBytes(StandardCharsets.UTF_8), archive,
                ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] cut(byte[] archive, int bytes) {
        return Arrays.copyOf(archive, archive.length - bytes);
    }
}
