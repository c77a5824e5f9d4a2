import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * One scan of a request's head, into the text that Annex sends to its guest
 * (docs/design/messages.md), from its second field on. It understands what a
 * well-meaning client sends and nothing else: no bodies, no folded lines.
 */
final class Head {
    /** Where the handler is, and where its only template begins to vary. */
    private static final String MOUNT = "/rest-api/route";
    private static final String ROUTE = "/user/";
    private static final int MOST = 8192;

    private final byte[] head = new byte[MOST];
    private final byte[] fields = new byte[MOST];
    private final byte[] message = new byte[2 * MOST];

    /**
     * Takes a head off the buffer.
     *
     * @return its message, {@code ""} where there is nothing at its path,
     *         {@code null} where it is not all there yet
     * @throws IllegalArgumentException
     *             where it is none
     */
    String take(ByteBuf in, String peer) {
        int length = Math.min(in.readableBytes(), MOST);
        in.getBytes(in.readerIndex(), head, 0, length);
        int method = 0;
        while (method < length && head[method] != ' ') {
            method++;
        }
        int target = method + 1;
        int targetEnd = target;
        while (targetEnd < length && head[targetEnd] != ' ') {
            targetEnd++;
        }
        int at = targetEnd;
        while (at < length && head[at] != '\n') {
            at++;
        }
        at++;
        int written = 0;
        int host = 0;
        int hostEnd = 0;
        for (;;) {
            if (at + 1 >= length) {
                return tooLong(length);
            }
            if (head[at] == '\r') {
                at += 2;
                break;
            }
            int name = written;
            if (name > 0) {
                fields[written++] = '\n';
                name++;
            }
            while (at < length && head[at] != ':') {
                byte each = head[at++];
                fields[written++] = each >= 'A' && each <= 'Z' ? (byte) (each + 32) : each;
            }
            boolean isHost = written - name == 4 && fields[name] == 'h' && fields[name + 1] == 'o'
                    && fields[name + 2] == 's' && fields[name + 3] == 't';
            at++;
            while (at < length && (head[at] == ' ' || head[at] == '\t')) {
                at++;
            }
            fields[written++] = '\n';
            int value = written;
            while (at < length && head[at] != '\r') {
                fields[written++] = head[at++];
            }
            if (isHost) {
                host = value;
                hostEnd = written;
            }
            at += 2;
        }
        in.skipBytes(at);
        return message(method, target, targetEnd, host, hostEnd, written, peer);
    }

    private static String tooLong(int length) {
        if (length == MOST) {
            throw new IllegalArgumentException("head: over " + MOST + " bytes");
        }
        return null;
    }

    @SuppressWarnings("deprecation") // All of it is ASCII.
    private String message(int method, int target, int targetEnd, int host, int hostEnd, int written, String peer) {
        int path = target + MOUNT.length();
        int id = path + ROUTE.length();
        if (id >= targetEnd || !isAt(MOUNT, target) || !isAt(ROUTE, path)) {
            return "";
        }
        byte[] out = message;
        int end = 0;
        out[end++] = '0';
        out[end++] = 0;
        end = copy(head, 0, method, end);
        end = copy(head, target, targetEnd, end);
        end = copy(head, path, targetEnd, end);
        end = copy(head, id, targetEnd, end);
        peer.getBytes(0, peer.length(), out, end);
        end += peer.length();
        out[end++] = 0;
        out[end++] = 'h';
        out[end++] = 't';
        out[end++] = 't';
        out[end++] = 'p';
        out[end++] = 0;
        end = copy(fields, host, hostEnd, end);
        end = copy(fields, 0, written, end);
        out[end++] = 0;
        out[end++] = '-';
        out[end++] = 0;
        return new String(out, 0, end, StandardCharsets.ISO_8859_1);
    }

    private boolean isAt(String text, int at) {
        for (int i = 0; i < text.length(); i++) {
            if (head[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** And a NUL behind it. */
    private int copy(byte[] from, int start, int end, int to) {
        System.arraycopy(from, start, message, to, end - start);
        int after = to + end - start;
        message[after] = 0;
        return after + 1;
    }
}
