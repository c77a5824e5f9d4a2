package io.annex.core.service.image;

import io.annex.core.service.OpRefused;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A picture that somebody sent: bytes, and what they are. Its size is read off
 * its head and held to a bound before a pixel is decoded, as a few bytes can
 * say that they are gigapixels; what is made of it alone takes memory, since
 * readers leave out what is not asked for.
 */
record Picture(byte[] bytes, Format format, Turn turn) {
    private static final int LARGEST = 32 << 20;
    private static final float QUALITY = 0.85f;
    /** Of pixels left for an average, in each direction. */
    private static final int FINENESS = 4;

    /** Width and height. */
    record Size(int width, int height) {
        long pixels() {
            return (long) width * height;
        }
    }

    @FunctionalInterface
    interface Reading<T> {
        T run(ImageReader reader) throws IOException, OpRefused;
    }

    static Picture of(byte @Nullable [] bytes) throws OpRefused {
        return of(bytes, new Turn());
    }

    /**
     * @param turn
     *            ends it from outside
     */
    static Picture of(byte @Nullable [] bytes, Turn turn) throws OpRefused {
        byte[] given = bytes == null ? new byte[0] : bytes;
        if (given.length > LARGEST) {
            throw new OpRefused("limit",
                    "the picture has " + given.length + " bytes (expected: at most " + LARGEST + ")");
        }
        Format format = Format.of(given);
        if (format == null) {
            throw new OpRefused("invalid", "it is no picture (expected: PNG, JPEG, GIF or WebP)");
        }
        return new Picture(given, format, turn);
    }

    private <T> T read(Reading<T> use) throws OpRefused {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.code());
        if (!readers.hasNext()) {
            throw new OpRefused("unsupported", "the server cannot read " + format);
        }
        ImageReader reader = readers.next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, false, true);
            T read = turn.run(reader, use);
            turn.check();
            return read;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            turn.check();
            // Readers meet what is damaged with any exception.
            throw new OpRefused("invalid", "the picture cannot be read: it is damaged, or of a rare kind");
        } finally {
            reader.dispose();
        }
    }

    /** As its head says. */
    Size size() throws OpRefused {
        return read(reader -> new Size(reader.getWidth(0), reader.getHeight(0)));
    }

    private Size bounded(long most) throws OpRefused {
        Size size = size();
        check(size, most);
        String flaw = format.flaw(bytes, size.pixels(), most);
        if (flaw != null) {
            throw new OpRefused("invalid", "the picture is not read: " + flaw);
        }
        return size;
    }

    private static void check(Size size, long most) throws OpRefused {
        if (size.width() < 1 || size.height() < 1 || size.pixels() > most) {
            throw new OpRefused("limit", size.width() + " × " + size.height() + " pixels (expected: 1 to " + most
                    + " in all, limits.imagePixels)");
        }
    }

    /**
     * Makes it as large as fits into a box, and keeps its proportions.
     *
     * @param width
     *            of the box; 0 for any
     */
    byte[] scaled(int width, int height, long most) throws OpRefused {
        Size size = bounded(most);
        double by = Math.min(width == 0 ? Double.MAX_VALUE : (double) width / size.width(),
                height == 0 ? Double.MAX_VALUE : (double) height / size.height());
        if (by == Double.MAX_VALUE) {
            throw new OpRefused("invalid", "neither a width nor a height is given");
        }
        double wide = Math.max(1, Math.rint(size.width() * by));
        double high = Math.max(1, Math.rint(size.height() * by));
        if (wide * high > most) {
            throw new OpRefused("limit", (long) wide + " × " + (long) high + " pixels (expected: at most " + most
                    + " in all, limits.imagePixels)");
        }
        int step = (int) Math.max(1, Math.floor(1 / by / FINENESS));
        BufferedImage read = read(reader -> {
            ImageReadParam asked = reader.getDefaultReadParam();
            asked.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, asked);
        });
        return written(drawn(read, (int) wide, (int) high));
    }

    /** A part of it. */
    byte[] cropped(Rectangle part, long most) throws OpRefused {
        Size size = bounded(most);
        if (part.isEmpty() || !new Rectangle(size.width(), size.height()).contains(part)) {
            throw new OpRefused("invalid", "the part from " + part.x + ", " + part.y + " of " + part.width + " × "
                    + part.height + " pixels (expected: one within " + size.width() + " × " + size.height() + ")");
        }
        BufferedImage read = read(reader -> {
            ImageReadParam asked = reader.getDefaultReadParam();
            asked.setSourceRegion(part);
            return reader.read(0, asked);
        });
        return written(drawn(read, part.width, part.height));
    }

    /** By halves, each the average of four, and the rest at once. */
    private BufferedImage drawn(BufferedImage read, int width, int height) {
        BufferedImage image = read;
        while (image.getWidth() >= 2 * width && image.getHeight() >= 2 * height) {
            image = at(image, Math.max(width, image.getWidth() / 2), Math.max(height, image.getHeight() / 2));
        }
        return at(image, width, height);
    }

    private BufferedImage at(BufferedImage image, int width, int height) {
        boolean plain = format == Format.JPEG || !image.getColorModel().hasAlpha();
        BufferedImage made = new BufferedImage(width, height,
                plain ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = made.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, 0, 0, width, height, null);
        } finally {
            graphics.dispose();
        }
        return made;
    }

    private byte[] written(BufferedImage image) throws OpRefused {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format.written().code()).next();
        ByteArrayOutputStream bytesOut = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytesOut)) {
            writer.setOutput(out);
            ImageWriteParam how = writer.getDefaultWriteParam();
            if (format == Format.JPEG) {
                how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                how.setCompressionQuality(QUALITY);
            }
            writer.write(null, new IIOImage(image, null, null), how);
        } catch (IOException | RuntimeException e) {
            throw new OpRefused("invalid", "the picture cannot be written as " + format.written());
        } finally {
            writer.dispose();
        }
        return bytesOut.toByteArray();
    }
}
