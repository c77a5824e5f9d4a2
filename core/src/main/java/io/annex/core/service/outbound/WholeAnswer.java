package io.annex.core.service.outbound;

import io.annex.core.outbound.Outbound.Head;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comes of a call whose code waits for it: a text with bytes, as one
 * block.
 */
final class WholeAnswer {
    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([^\";\\s]{1,40})");

    private WholeAnswer() {
    }

    /** Four bytes with the length of the text, the text as UTF-8, the bytes. */
    static byte[] packed(String text, byte[] bytes) {
        byte[] head = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + head.length + bytes.length).putInt(head.length).put(head).put(bytes)
                .array();
    }

    /** Whether the answer does not say that it is a text in another charset. */
    static boolean isUtf8(Head head) {
        List<String> headers = head.headers();
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            if (headers.get(i).equals("content-type")) {
                Matcher charset = CHARSET.matcher(headers.get(i + 1).toLowerCase(Locale.ROOT));
                return !charset.find() || charset.group(1).equals("utf-8") || charset.group(1).equals("utf8");
            }
        }
        return true;
    }
}
