package io.annex.core.service.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.service.OpRefused;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
    private static final long MOST = 1_000_000;
    /** 12 × 8 pixels, red above blue; written by libwebp. */
    static final byte[] WEBP = Base64.getDecoder().decode(
            "UklGRlgAAABXRUJQVlA4IEwAAABwAwCdASoMAAgAAUAmJagCdLoBJgP4B+AF3/3YB/AAYFN71AAA/vaGF8m0t/5m0DGuv0tvoa//6fV/6XB/9J1Hs1//pOo9mvlTmQAA");

    /** Red above blue. */
    private static BufferedImage drawn(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (y < height / 2 ? Color.RED : Color.BLUE).getRGB());
            }
        }
        return image;
    }

    private static byte[] picture(String format, int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(drawn(width, height, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }

    private static BufferedImage read(byte[] bytes) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    private static boolean isRed(BufferedImage image, int x, int y) {
        Color color = new Color(image.getRGB(x, y));
        return color.getRed() > 200 && color.getBlue() < 60;
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif"})
    void aPictureIsScaledAndCropped(String format) throws Exception {
        Picture picture = Picture.of(picture(format, 600, 400));
        assertThat(picture.size()).isEqualTo(new Picture.Size(600, 400));
        assertThat(picture.format().type()).isEqualTo("image/" + format);

        Picture small = Picture.of(picture.scaled(60, 60, MOST));
        assertThat(small.size()).isEqualTo(new Picture.Size(60, 40));
        assertThat(small.format()).isEqualTo(picture.format());
        BufferedImage read = read(small.bytes());
        assertThat(isRed(read, 30, 5)).isTrue();
        assertThat(isRed(read, 30, 35)).isFalse();

        assertThat(Picture.of(picture.scaled(0, 800, MOST)).size()).isEqualTo(new Picture.Size(1200, 800));
        Picture part = Picture.of(picture.cropped(new Rectangle(10, 150, 100, 100), MOST));
        assertThat(part.size()).isEqualTo(new Picture.Size(100, 100));
        assertThat(isRed(read(part.bytes()), 50, 20)).isTrue();
        assertThat(isRed(read(part.bytes()), 50, 80)).isFalse();
    }

    @Test
    void aPictureOfWebpBecomesOneOfPng() throws Exception {
        Picture picture = Picture.of(WEBP);
        assertThat(picture.size()).isEqualTo(new Picture.Size(12, 8));
        Picture made = Picture.of(picture.scaled(6, 0, MOST));
        assertThat(made.format()).isEqualTo(Format.PNG);
        assertThat(made.size()).isEqualTo(new Picture.Size(6, 4));
    }

    /** 60,000 × 60,000 pixels in 15 KB. */
    private static byte[] bomb(int width, int height) throws IOException {
        Deflater deflater = new Deflater(9);
        byte[] line = new byte[1 << 20];
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        byte[] block = new byte[1 << 16];
        for (int i = 0; i < 10; i++) {
            deflater.setInput(line);
            for (int n = deflater.deflate(block); n > 0; n = deflater.deflate(block)) {
                data.write(block, 0, n);
            }
        }
        deflater.finish();
        data.write(block, 0, deflater.deflate(block));
        deflater.end();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(new byte[]{(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        block(png, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put(new byte[]{8, 6, 0, 0, 0}).array());
        block(png, "IDAT", data.toByteArray());
        block(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void block(ByteArrayOutputStream png, String name, byte[] data) throws IOException {
        CRC32 crc = new CRC32();
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        crc.update(type);
        crc.update(data);
        png.write(ByteBuffer.allocate(4).putInt(data.length).array());
        png.write(type);
        png.write(data);
        png.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void whatSaysThatItIsHugeIsNotDecoded() throws Exception {
        byte[] bomb = bomb(60_000, 60_000);
        assertThat(bomb.length).isLessThan(20_000);
        Picture.of(picture("png", 10, 10)).scaled(5, 5, MOST);
        long before = allocated();
        assertThatThrownBy(() -> Picture.of(bomb).scaled(10, 10, MOST)).isInstanceOf(OpRefused.class)
                .hasMessage("60000 × 60000 pixels (expected: 1 to 1000000 in all, limits.imagePixels)");
        assertThatThrownBy(() -> Picture.of(bomb).cropped(new Rectangle(0, 0, 1, 1), MOST))
                .isInstanceOf(OpRefused.class);
        assertThat(allocated() - before).isLessThan(2 << 20);
        assertThat(Picture.of(bomb).size()).isEqualTo(new Picture.Size(60_000, 60_000));
    }

    @Test
    void aGifAndAJpegThatSaySoAreNotEither() throws Exception {
        byte[] gif = picture("gif", 10, 10);
        // The logical screen, and the first picture behind the palette.
        int descriptor = 0;
        for (int i = 13; i < gif.length; i++) {
            if (gif[i] == ',' && gif[i + 5] == 10) {
                descriptor = i;
                break;
            }
        }
        for (int at : new int[]{6, 8, descriptor + 5, descriptor + 7}) {
            gif[at] = (byte) 0xff;
            gif[at + 1] = (byte) 0xff;
        }
        assertThatThrownBy(() -> Picture.of(gif).scaled(5, 5, MOST)).hasMessageContaining("65535 × 65535");
        byte[] jpeg = picture("jpeg", 10, 10);
        for (int i = 0; i < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0) {
                Arrays.fill(jpeg, i + 5, i + 9, (byte) 0xfe);
                break;
            }
        }
        assertThatThrownBy(() -> Picture.of(jpeg).scaled(5, 5, MOST)).isInstanceOf(OpRefused.class)
                .hasMessageContaining("pixels (expected");
    }

    @Test
    void aLargerOneThanTheBoundIsNotMade() throws Exception {
        assertThatThrownBy(() -> Picture.of(picture("png", 10, 10)).scaled(2000, 0, MOST))
                .hasMessageContaining("2000 × 2000 pixels");
        assertThatThrownBy(() -> Picture.of(picture("png", 10, 10)).scaled(0, 0, MOST)).hasMessageContaining("neither");
        assertThatThrownBy(() -> Picture.of(picture("png", 10, 10)).cropped(new Rectangle(5, 5, 6, 1), MOST))
                .hasMessageContaining("within 10 × 10");
    }

    @Test
    void blocksAndScansAreBounded() throws Exception {
        byte[] png = picture("png", 10, 10);
        ByteBuffer.wrap(png).putInt(33, Integer.MAX_VALUE - 100);
        assertThatThrownBy(() -> Picture.of(png).scaled(5, 5, MOST)).hasMessageContaining("a block is longer");
        byte[] jpeg = picture("jpeg", 10, 10);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(jpeg);
        for (int i = 0; i < 60; i++) {
            many.write(new byte[]{(byte) 0xff, (byte) 0xda, 0, 2});
        }
        assertThatThrownBy(() -> Picture.of(many.toByteArray()).scaled(5, 5, MOST)).hasMessageContaining("61 scans");
    }

    /** Each scan is a pass over all pixels. */
    @Test
    void aLargePictureHasFewerScans() throws Exception {
        BufferedImage image = new BufferedImage(500, 500, BufferedImage.TYPE_INT_RGB);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", many);
        for (int i = 0; i < 12; i++) {
            many.write(new byte[]{(byte) 0xff, (byte) 0xda, 0, 2});
        }
        assertThatThrownBy(() -> Picture.of(many.toByteArray()).scaled(5, 5, 250_000))
                .hasMessage("the picture is not read: it has 13 scans (expected: at most 12)");
        assertThat(Picture.of(Picture.of(many.toByteArray()).scaled(5, 5, 1_000_000)).size())
                .isEqualTo(new Picture.Size(5, 5));
    }

    @Test
    void aTurnEndsWhileAPictureIsRead() throws Exception {
        byte[] large = picture("png", 3000, 3000);
        Turn turn = new Turn();
        Picture picture = Picture.of(large, turn);
        assertThat(picture.size().width()).isEqualTo(3000);
        AtomicBoolean over = new AtomicBoolean();
        Thread ends = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                turn.end("over");
            }
        });
        assertThatThrownBy(() -> picture.scaled(2000, 0, Long.MAX_VALUE)).isInstanceOf(OpRefused.class)
                .hasMessage("over");
        assertThatThrownBy(picture::size).hasMessage("over");
        over.set(true);
        ends.join();
    }

    @Test
    void whatIsDamagedSaysSoAndNothingElse() throws Exception {
        for (String format : new String[]{"png", "jpeg", "gif"}) {
            byte[] whole = picture(format, 100, 100);
            for (int i = 12; i < whole.length; i += 7) {
                byte[] damaged = i % 2 == 0 ? Arrays.copyOf(whole, i) : whole.clone();
                damaged[i % damaged.length] ^= 0x55;
                try {
                    Picture.of(damaged).scaled(10, 10, MOST);
                } catch (OpRefused e) {
                    assertThat(e.getMessage()).matches("(?s).*(cannot be read|is not read|no picture|pixels).*");
                }
            }
        }
        assertThatThrownBy(() -> Picture.of("<svg/>".getBytes(StandardCharsets.US_ASCII)))
                .hasMessage("it is no picture (expected: PNG, JPEG, GIF or WebP)");
        assertThatThrownBy(() -> Picture.of(null)).isInstanceOf(OpRefused.class);
    }
}
