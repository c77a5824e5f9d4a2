package io.annex.core.http;

/**
 * Finds {@code %2F} and {@code %5C} in a path. In the value of a parameter they
 * are data; where names are looked up, of mounts and of files, somebody would
 * take them for the end of a segment, so such names are refused.
 */
public final class EncodedSlash {
    private EncodedSlash() {
    }

    /** Whether a well-formed path has one. */
    public static boolean in(String path) {
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            if (at + 2 < path.length()) {
                char high = path.charAt(at + 1);
                int low = path.charAt(at + 2) | 0x20;
                if (high == '2' && low == 'f' || high == '5' && low == 'c') {
                    return true;
                }
            }
        }
        return false;
    }
}
