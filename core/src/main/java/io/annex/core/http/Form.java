package io.annex.core.http;

import java.nio.file.Path;
import java.util.List;

/** A multipart request, read. The files exist until the exchange ends. */
public record Form(List<Field> fields, List<Upload> files) {
    /** A text field. */
    public record Field(String name, String value) {
    }

    /**
     * An uploaded file.
     *
     * @param field
     *            the form field
     * @param name
     *            the file's name as sent, without folders; may be empty
     * @param contentType
     *            as sent
     * @param path
     *            where it is
     * @param size
     *            bytes
     */
    public record Upload(String field, String name, String contentType, Path path, long size) {
    }
}
