package io.annex.server.http.head;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Reads addresses in numbers, in the notations that name one address alone. */
public final class IpLiteral {
    private static final int LONGEST = 47;

    private IpLiteral() {
    }

    /**
     * An IPv4 address in dotted decimal, or an IPv6 address without a zone, in
     * brackets or without; {@code null} for all else. IPv4 that is written as IPv6
     * becomes IPv4.
     */
    static @Nullable InetAddress read(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST) {
            return null;
        }
        boolean brackets = text.charAt(0) == '[';
        if (brackets != (text.charAt(length - 1) == ']')) {
            return null;
        }
        String plain = brackets ? text.substring(1, length - 1) : text;
        if (plain.indexOf(':') >= 0 ? plain.indexOf('%') >= 0 : brackets || !isDotted(plain)) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(plain);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Four numbers; the JDK would also take fewer. */
    private static boolean isDotted(String text) {
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                dots++;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return dots == 3;
    }
}
