package io.annex.api;

/**
 * Pictures: {@code context.service(Images.class)} gives it. PNG, JPEG, GIF (its
 * first picture) and WebP are read, of at most {@code limits.imagePixels}; what
 * is made has the same format, but PNG for WebP. What fails is a
 * {@link ServiceException}: {@code invalid} for what is no picture, and
 * {@code limit} for one that is too large. Thread-safe.
 */
public interface Images {
    /**
     * What a picture's head says.
     *
     * @param type
     *            the media type
     */
    record Size(int width, int height, String type) {
    }

    /** Looks at the head alone, so it also tells of pictures that are too large. */
    Size size(byte[] picture);

    /**
     * Makes a picture as large as fits into a box, in its proportions.
     *
     * @param width
     *            of the box, in pixels; 0 for any
     * @param height
     *            the same
     */
    byte[] scale(byte[] picture, int width, int height);

    /** A part of a picture, which must lie within it; in pixels. */
    byte[] crop(byte[] picture, int x, int y, int width, int height);
}
