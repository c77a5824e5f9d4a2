package io.annex.engine.crypto;

import java.util.HexFormat;
import java.util.Set;

/**
 * The points of Edwards' curves whose multiples are few: as a public key, or as
 * the first half of a signature, one makes signatures hold that nobody has
 * signed.
 */
final class SmallOrder {
    private static final HexFormat HEX = HexFormat.of();
    private static final String ZERO = "00";
    private static final int SIGN = 0x80;
    private static final int BYTES_25519 = 32;
    private static final int BYTES_448 = 57;

    /** Their second coordinates, which two points each have. */
    private static final Set<String> OF_25519 = Set.of(ZERO.repeat(BYTES_25519), "01" + ZERO.repeat(BYTES_25519 - 1),
            "ec" + "ff".repeat(BYTES_25519 - 2) + "7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
    private static final Set<String> OF_448 = Set.of(ZERO.repeat(BYTES_448), "01" + ZERO.repeat(BYTES_448 - 1),
            "fe" + "ff".repeat(27) + "fe" + "ff".repeat(27) + ZERO);

    private SmallOrder() {
    }

    /** Whether bytes are such a point, of {@code ed25519} or {@code ed448}. */
    static boolean has(String type, byte[] point) {
        byte[] coordinate = point.clone();
        coordinate[coordinate.length - 1] &= (byte) ~SIGN;
        return (type.equals("ed448") ? OF_448 : OF_25519).contains(HEX.formatHex(coordinate));
    }
}
