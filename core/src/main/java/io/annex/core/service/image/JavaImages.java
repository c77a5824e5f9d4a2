package io.annex.core.service.image;

import io.annex.api.Images;
import io.annex.core.service.OpCaller;
import java.util.List;

/** Pictures as add-ons in Java see them. Thread-safe. */
final class JavaImages implements Images {
    private final OpCaller ops;

    JavaImages(OpCaller ops) {
        this.ops = ops;
    }

    @Override
    public Size size(byte[] picture) {
        List<String> said = List.of(ops.call("image.size", "", picture).split("\0", -1));
        return new Size(Integer.parseInt(said.get(0)), Integer.parseInt(said.get(1)), said.get(2));
    }

    @Override
    public byte[] scale(byte[] picture, int width, int height) {
        return ops.callForBytes("image.scale", width + "\0" + height, picture);
    }

    @Override
    public byte[] crop(byte[] picture, int x, int y, int width, int height) {
        return ops.callForBytes("image.crop", x + "\0" + y + "\0" + width + "\0" + height, picture);
    }
}
