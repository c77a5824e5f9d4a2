package io.annex.core.service.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What pictures can be, told by their first bytes and by nothing else. */
enum Format {
    PNG("png", "image/png"), JPEG("jpeg", "image/jpeg"), GIF("gif", "image/gif"), WEBP("webp", "image/webp");

    /** Usual ones have some ten; each costs a pass over all pixels. */
    private static final int MOST_SCANS = 50;
    /** Of the largest picture; a smaller one may have more. */
    private static final int USUAL_SCANS = 12;

    private final String code;
    private final String type;

    Format(String code, String type) {
        this.code = code;
        this.type = type;
    }

    /** What readers and writers call it. */
    String code() {
        return code;
    }

    /** The media type. */
    String type() {
        return type;
    }

    /** What a picture made of such a one is: nobody writes WebP in Java. */
    Format written() {
        return this == WEBP ? PNG : this;
    }

    static @Nullable Format of(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(12, bytes.length), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
            return GIF;
        }
        return head.startsWith("RIFF") && head.endsWith("WEBP") && head.length() == 12 ? WEBP : null;
    }

    /**
     * Why a picture is not to be decoded although it is not too large; {@code null}
     * for nothing. Readers take memory for what a block says that it has, and time
     * for each scan.
     */
    @Nullable
    String flaw(byte[] bytes, long pixels, long most) {
        return switch (this) {
            case PNG -> pngFlaw(ByteBuffer.wrap(bytes));
            case JPEG -> jpegFlaw(bytes, pixels, most);
            case GIF, WEBP -> null;
        };
    }

    private static @Nullable String pngFlaw(ByteBuffer png) {
        png.position(8);
        while (png.remaining() >= 12) {
            int length = png.getInt();
            if (length < 0 || length > png.remaining() - 8) {
                return "a block is longer than the picture";
            }
            png.position(png.position() + 4 + length + 4);
        }
        return null;
    }

    private static @Nullable String jpegFlaw(byte[] bytes, long pixels, long most) {
        int scans = 0;
        for (int i = 1; i < bytes.length; i++) {
            if (bytes[i] == (byte) 0xda && bytes[i - 1] == (byte) 0xff) {
                scans++;
            }
        }
        long may = Math.min(MOST_SCANS, USUAL_SCANS * most / Math.max(1, pixels));
        return scans > may ? "it has " + scans + " scans (expected: at most " + may + ")" : null;
    }
}
