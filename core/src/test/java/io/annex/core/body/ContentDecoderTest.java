package io.annex.core.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.http.BadBody;
import io.annex.core.http.BodyFailure;
import io.annex.core.http.BodyTooLarge;
import io.annex.core.http.UnsupportedBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDecoderTest {
    private static final byte[] TEXT = "All work and no play. ".repeat(5000).getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, Integer.MAX_VALUE})
    void itDecodesWhatComesInPieces(int most) throws IOException, BodyFailure {
        assertThat(decode("gzip", gzip(TEXT), most)).isEqualTo(TEXT);
        assertThat(decode("X-Gzip", gzip(TEXT), most)).isEqualTo(TEXT);
        assertThat(decode("deflate", deflate(TEXT, false), most)).isEqualTo(TEXT);
        // What some clients take deflate for.
        assertThat(decode("deflate", deflate(TEXT, true), most)).isEqualTo(TEXT);
        assertThat(decode("gzip", gzip(new byte[0]), most)).isEmpty();
        assertThat(decode("gzip", new byte[0], most)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Integer.MAX_VALUE})
    void aHeaderMayHaveAllThatItCan(int most) throws IOException, BodyFailure {
        byte[] plain = gzip(TEXT);
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        full.write(new byte[]{0x1f, (byte) 0x8b, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 3, 3, 0, 'x', 'y', 'z'});
        full.write("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
        full.write(new byte[]{1, 2});
        full.write(plain, 10, plain.length - 10);
        assertThat(decode("gzip", full.toByteArray(), most)).isEqualTo(TEXT);
    }

    @Test
    void filesOneBehindTheOtherAreOneAndPaddingIsNone() throws IOException, BodyFailure {
        byte[] two = Arrays.copyOf(gzip(TEXT), gzip(TEXT).length + gzip(new byte[]{1}).length + 5);
        System.arraycopy(gzip(new byte[]{1}), 0, two, gzip(TEXT).length, gzip(new byte[]{1}).length);
        byte[] both = decode("gzip", two, 3);
        assertThat(both).startsWith(TEXT).hasSize(TEXT.length + 1);
    }

    @Test
    void whatIsCutOffOrSpoiltIsRefused() throws IOException {
        for (String coding : new String[]{"gzip", "deflate"}) {
            byte[] whole = coding.equals("gzip") ? gzip(TEXT) : deflate(TEXT, false);
            for (int length : new int[]{1, 5, 12, whole.length - 9, whole.length - 1}) {
                assertThatThrownBy(() -> decode(coding, Arrays.copyOf(whole, length), Integer.MAX_VALUE))
                        .as(coding + " cut at " + length).isInstanceOf(BadBody.class);
            }
        }
        byte[] other = gzip(TEXT);
        other[other.length - 6] ^= 1;
        assertThatThrownBy(() -> decode("gzip", other, 100)).isInstanceOf(BadBody.class)
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> decode("gzip", TEXT, 100)).isInstanceOf(BadBody.class);
        assertThatThrownBy(() -> decode("deflate", TEXT, 100)).isInstanceOf(BadBody.class);
    }

    @Test
    void noInputFailsInAnotherWay() throws IOException {
        Random random = new Random(13);
        byte[] small = gzip("some text that is short".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 5000; i++) {
            byte[] spoilt = Arrays.copyOf(small, 1 + random.nextInt(small.length + 5));
            spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
            try {
                decode(random.nextBoolean() ? "gzip" : "deflate", spoilt, 1 + random.nextInt(10));
            } catch (BodyFailure expected) {
                assertThat(expected.getMessage()).startsWith("The body cannot be decoded");
            }
        }
    }

    @Test
    void whatComesOutIsBounded() throws IOException, BodyFailure {
        byte[] zeros = gzip(new byte[20 << 20]);
        assertThatThrownBy(() -> decode("gzip", zeros, Integer.MAX_VALUE)).isInstanceOf(BodyTooLarge.class)
                .hasMessageContaining("100 times");
        assertThatThrownBy(() -> decode("deflate", deflate(new byte[20 << 20], false), 100))
                .isInstanceOf(BodyTooLarge.class);
        assertThatThrownBy(() -> of("gzip", TEXT.length - 1L).decode(gzip(TEXT))).isInstanceOf(BodyTooLarge.class);
        assertThat(of("gzip", TEXT.length).decode(gzip(TEXT))).isEqualTo(TEXT);
        // Small things may be as simple as they are.
        assertThat(decode("gzip", gzip(new byte[1 << 20]), 100)).hasSize(1 << 20);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i <= 1000; i++) {
            many.write(gzip(new byte[0]));
        }
        assertThatThrownBy(() -> decode("gzip", many.toByteArray(), 100)).isInstanceOf(BadBody.class)
                .hasMessageContaining("1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "compress", "gzip, gzip", "deflate, gzip", "aws-chunked"})
    void otherCodingsAreRefused(String coding) {
        assertThatThrownBy(() -> ContentDecoder.of(coding, 100)).isInstanceOf(UnsupportedBody.class)
                .hasMessageContaining("gzip, deflate");
    }

    @Test
    void noCodingIsNone() throws BodyFailure {
        assertThat(ContentDecoder.of(null, 1)).isNull();
        assertThat(ContentDecoder.of(" Identity", 1)).isNull();
    }

    private static ContentDecoder of(String coding, long limit) throws UnsupportedBody {
        return Objects.requireNonNull(ContentDecoder.of(coding, limit));
    }

    private static byte[] decode(String coding, byte[] sent, int most) throws BodyFailure, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ContentDecoder decoder = of(coding, 100 << 20)) {
            for (int at = 0; at < sent.length; at += Math.min(most, sent.length)) {
                decoder.feed(sent, at, Math.min(most, sent.length - at), out::write);
            }
            decoder.end();
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] bytes, boolean raw) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
        try (OutputStream deflate = new DeflaterOutputStream(out, deflater)) {
            deflate.write(bytes);
        }
        deflater.end();
        return out.toByteArray();
    }
}
