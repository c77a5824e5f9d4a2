package io.annex.core.request;

import io.annex.core.body.Charsets;
import io.annex.core.body.ContentType;
import io.annex.core.http.Answer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text of an add-on as an answer: in the charset that its content type names,
 * so that a browser never reads it as what it is not.
 */
final class TextAnswer {
    private static final String UTF_8 = "charset=utf-8";

    private TextAnswer() {
    }

    /**
     * Writes the text.
     *
     * @throws IllegalArgumentException
     *             when the charset is not known or has no sign for what is in the
     *             text
     */
    static Answer of(AnswerMessage answer) {
        String type = contentType(answer.headers());
        String name = type == null || type.endsWith(UTF_8) ? null : ContentType.parse(type).charset();
        if (Charsets.isUtf8(name)) {
            EntityTag.complete(answer.headers(), answer.body());
            return new Answer.Text(answer.status(), answer.headers(), answer.body());
        }
        Charset charset = Charsets.named(name);
        if (charset == null) {
            throw new IllegalArgumentException("content-type: " + type + ": the charset is not known (expected: utf-8,"
                    + " or another of the IANA's names)");
        }
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(answer.body()));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            EntityTag.complete(answer.headers(), bytes);
            return new Answer.Bytes(answer.status(), answer.headers(), bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("content-type: " + type
                    + ": the text has characters that this charset has not (expected: charset=utf-8)", e);
        }
    }

    private static @Nullable String contentType(List<String> headers) {
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            if (headers.get(i).equalsIgnoreCase("content-type")) {
                return headers.get(i + 1);
            }
        }
        return null;
    }
}
