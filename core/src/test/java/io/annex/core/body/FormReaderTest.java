package io.annex.core.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.body.FormCases.Case;
import io.annex.core.http.BodyFailure;
import io.annex.core.http.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** {@link FormCases}, in pieces of several lengths. */
class FormReaderTest {
    private static final List<Case> CASES = FormCases.ALL;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @FieldSource("CASES")
    void aFormIsTheSameInPiecesOfAnyLength(Case each) throws IOException {
        for (int length : new int[]{Integer.MAX_VALUE, 1, 2, 3, 7}) {
            assertThat(read(each, length)).as(each.name() + " in pieces of " + length).isEqualTo(each.expected());
        }
    }

    @Test
    void whateverComesLeavesNothingButTheFilesOfAForm() throws IOException {
        Random random = new Random(13);
        for (int i = 0; i < 3000; i++) {
            Case base = CASES.get(random.nextInt(CASES.size()));
            byte[] body = base.body().getBytes(StandardCharsets.ISO_8859_1);
            for (int j = random.nextInt(4); j >= 0 && body.length > 0; j--) {
                body[random.nextInt(body.length)] = (byte) "\r\n-B:;\"= \0".charAt(random.nextInt(10));
            }
            String spoilt = new String(body, 0, random.nextInt(body.length + 1), StandardCharsets.ISO_8859_1);
            Case each = new Case(base.name(), base.type(), spoilt, "");
            assertThat(read(each, 1 + random.nextInt(20))).as(spoilt).isEqualTo(read(each, Integer.MAX_VALUE));
        }
    }

    private String read(Case each, int most) throws IOException {
        String result;
        FormReader reader = null;
        try {
            reader = new FormReader(ContentType.parse(each.type()), folder,
                    new FormReader.Bounds(FormCases.MOST_PARTS, FormCases.MOST_BYTES));
            byte[] body = each.body().getBytes(StandardCharsets.ISO_8859_1);
            // One array for all pieces, as who reads a socket has it.
            byte[] lent = new byte[Math.max(1, Math.min(most, body.length))];
            for (int at = 0; at < body.length; at += lent.length) {
                int length = Math.min(lent.length, body.length - at);
                System.arraycopy(body, at, lent, 0, length);
                reader.feed(lent, 0, length);
            }
            result = describe(reader.end());
        } catch (BodyFailure e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\r").doesNotContain("\n");
            result = "!" + e.getClass().getSimpleName();
        }
        if (reader != null) {
            reader.abandon();
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
        return result;
    }

    private static String describe(Form form) throws IOException {
        StringBuilder out = new StringBuilder();
        form.fields().forEach(field -> out.append(field.name()).append('=').append(field.value()).append(';'));
        for (Form.Upload file : form.files()) {
            byte[] content = Files.readAllBytes(file.path());
            assertThat(file.size()).isEqualTo(content.length);
            out.append(file.field()).append('<').append(file.name()).append(',').append(file.contentType()).append(',')
                    .append(new String(content, StandardCharsets.ISO_8859_1)).append(">;");
        }
        return out.toString();
    }
}
