package io.annex.core.body;

import io.annex.core.body.MultipartParser.HeaderField;
import io.annex.core.http.BadBody;
import io.annex.core.http.BodyFailure;
import io.annex.core.http.BodyTooLarge;
import io.annex.core.http.Form;
import io.annex.core.http.UnsupportedBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code multipart/form-data} body (RFC 7578): fields into memory,
 * files into a folder, one open at a time. Not thread-safe; {@link #feed} and
 * what follows wait for the disk.
 *
 * <p>
 * Whoever makes one either takes the form, and the files with it, or calls
 * {@link #abandon}, which leaves nothing.
 */
public final class FormReader {
    /** Fields in all, as a multiple of one. */
    private static final int FIELDS_IN_ALL = 10;

    /**
     * What a form may have.
     *
     * @param parts
     *            fields and files
     * @param field
     *            bytes of one field that is no file
     */
    public record Bounds(int parts, int field) {
    }

    private record Field(String name, byte[] value, @Nullable String charset) {
    }

    private final MultipartParser parser;
    private final Path folder;
    private final Bounds bounds;
    private final List<Field> fields = new ArrayList<>();
    private final List<Form.Upload> files = new ArrayList<>();
    private int parts;
    private long fieldBytes;

    // Of the part that is being read.
    private Disposition part = new Disposition("", null);
    private String contentType = "";
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private @Nullable Path path;
    private @Nullable FileChannel file;
    private long size;

    /**
     * @param type
     *            the request's content type
     * @throws BadBody
     *             when that has no boundary
     */
    public FormReader(ContentType type, Path folder, Bounds bounds) throws BadBody {
        String boundary = type.boundary();
        if (boundary == null) {
            throw new BadBody("The form cannot be read: its content type has no boundary.");
        }
        this.folder = folder;
        this.bounds = bounds;
        this.parser = new MultipartParser(boundary, new MultipartParser.Parts() {
            @Override
            public void begin(List<HeaderField> header) throws BodyFailure {
                beginPart(header);
            }

            @Override
            public void content(byte[] bytes, int from, int length) throws BodyFailure, IOException {
                partContent(bytes, from, length);
            }

            @Override
            public void end() throws BodyFailure, IOException {
                endPart();
            }
        });
    }

    /** Takes the next bytes; the array is only borrowed. */
    public void feed(byte[] bytes, int from, int length) throws BodyFailure, IOException {
        parser.feed(bytes, from, length);
    }

    /** Bytes of the fields that it has in memory. */
    public long held() {
        return fieldBytes + value.size();
    }

    /** The body has ended: the form, whose files are the caller's now. */
    public Form end() throws BodyFailure, IOException {
        parser.end();
        String rest = null;
        for (Field field : fields) {
            if (field.name().equals("_charset_")) {
                // RFC 7578, section 4.6: that of the fields that say nothing.
                rest = Charsets.decode(field.value(), Charsets.ofRequest(field.charset()));
            }
        }
        List<Form.Field> texts = new ArrayList<>(fields.size());
        for (Field field : fields) {
            String charset = field.charset() != null ? field.charset() : rest;
            texts.add(new Form.Field(field.name(), new String(field.value(), Charsets.ofRequest(charset))));
        }
        return new Form(texts, List.copyOf(files));
    }

    /** Deletes what there is. */
    public void abandon() throws IOException {
        FileChannel open = file;
        file = null;
        if (open != null) {
            open.close();
        }
        Path unfinished = path;
        path = null;
        if (unfinished != null) {
            Files.deleteIfExists(unfinished);
        }
        for (Form.Upload each : files) {
            Files.deleteIfExists(each.path());
        }
        files.clear();
    }

    private void beginPart(List<HeaderField> header) throws BodyFailure {
        if (++parts > bounds.parts()) {
            throw new BodyTooLarge("the form has more than " + bounds.parts() + " fields and files");
        }
        String disposition = null;
        contentType = "";
        for (HeaderField field : header) {
            switch (field.name().toLowerCase(Locale.ROOT)) {
                case "content-disposition" -> {
                    if (disposition != null) {
                        throw new BadBody("The form cannot be read: a part has two Content-Dispositions.");
                    }
                    disposition = field.value();
                }
                case "content-type" -> contentType = field.value();
                case "content-transfer-encoding" -> refuseEncoded(field.value());
                default -> {
                    // RFC 7578, section 4.8: nothing else counts.
                }
            }
        }
        if (disposition == null) {
            throw new BadBody("The form cannot be read: a part has no Content-Disposition (RFC 7578, section 4.2).");
        }
        part = Disposition.parse(disposition);
        value.reset();
        size = 0;
    }

    /** RFC 7578, section 4.7: nobody sends it; whoever does must not be misread. */
    private static void refuseEncoded(String encoding) throws UnsupportedBody {
        switch (encoding.toLowerCase(Locale.ROOT)) {
            case "binary", "8bit", "7bit" -> {
                // The bytes as they are.
            }
            default -> throw new UnsupportedBody(
                    "A part's Content-Transfer-Encoding is not read (expected: none; RFC 7578, section 4.7).");
        }
    }

    private void partContent(byte[] bytes, int from, int length) throws BodyFailure, IOException {
        if (part.filename() == null) {
            fieldBytes += length;
            if (value.size() + length > bounds.field()) {
                throw new BodyTooLarge("a field of the form has more than " + bounds.field() + " bytes");
            }
            if (fieldBytes > (long) FIELDS_IN_ALL * bounds.field()) {
                throw new BodyTooLarge(
                        "the fields of the form have more than " + (long) FIELDS_IN_ALL * bounds.field() + " bytes");
            }
            value.write(bytes, from, length);
            return;
        }
        ByteBuffer content = ByteBuffer.wrap(bytes, from, length);
        FileChannel open = open();
        while (content.hasRemaining()) {
            open.write(content);
        }
        size += length;
    }

    private FileChannel open() throws IOException {
        FileChannel open = file;
        if (open == null) {
            Path made = folder.resolve(UUID.randomUUID().toString());
            path = made;
            open = FileChannel.open(made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            file = open;
        }
        return open;
    }

    private void endPart() throws IOException {
        String name = part.filename();
        if (name == null) {
            fields.add(new Field(part.name(), value.toByteArray(), ContentType.parse(contentType).charset()));
            return;
        }
        if (name.isEmpty() && size == 0) {
            // Browsers send this for a file that was not chosen.
            return;
        }
        open().close();
        file = null;
        Path whole = path;
        path = null;
        if (whole != null) {
            files.add(new Form.Upload(part.name(), bare(name), contentType, whole, size));
        }
    }

    /**
     * The file's name without the folders that some clients send, and some
     * attackers.
     */
    private static String bare(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }
}
