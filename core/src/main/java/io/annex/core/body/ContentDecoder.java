package io.annex.core.body;

import io.annex.core.http.BadBody;
import io.annex.core.http.BodyFailure;
import io.annex.core.http.BodyTooLarge;
import io.annex.core.http.UnsupportedBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a body that was sent with {@code Content-Encoding: gzip} (RFC 1952)
 * or {@code deflate} (RFC 1950; RFC 1951 as well, which some take it for) while
 * it arrives. The JDK's {@link Inflater} does the work; its streams pull, and
 * would hold a thread for each body that is on its way.
 *
 * <p>
 * What comes out is bounded twice: by the limit of the body, and by how many
 * times of what came it may be, as a limit alone lets a client have the server
 * do a thousand times of its own work. Not thread-safe.
 */
public final class ContentDecoder implements AutoCloseable {
    /** So many times of what came; a text seldom reaches 20. */
    static final int RATIO = 100;
    /** What may come out whatever the ratio. */
    static final int FREE = 1 << 20;
    private static final int PIECE = 16 << 10;
    /** The header of gzip may carry a file's name and a comment. */
    private static final int LONGEST_HEADER = 4 << 10;
    private static final int TRAILER = 8;
    /** Files of gzip, one behind the other. */
    private static final int MOST_MEMBERS = 1000;

    /** Takes what was decoded; the array is only lent. */
    @FunctionalInterface
    public interface Sink {
        void accept(byte[] bytes, int from, int length) throws BodyFailure, IOException;
    }

    private enum State {
        HEADER, BODY, TRAILER, OVER
    }

    private final boolean gzip;
    private final long limit;
    private final byte[] piece = new byte[PIECE];
    private final CRC32 sum = new CRC32();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private @Nullable Inflater inflater;
    private State state = State.HEADER;
    private long in;
    private long out;
    private long ofMember;
    private int members;

    private ContentDecoder(boolean gzip, long limit) {
        this.gzip = gzip;
        this.limit = limit;
    }

    /**
     * The decoder for a {@code Content-Encoding}.
     *
     * @param limit
     *            most bytes that may come out
     * @return {@code null} where nothing is to be decoded
     * @throws UnsupportedBody
     *             for another coding, or several
     */
    public static @Nullable ContentDecoder of(@Nullable String codings, long limit) throws UnsupportedBody {
        return switch (codings == null ? "" : codings.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> null;
            case "gzip", "x-gzip" -> new ContentDecoder(true, limit);
            case "deflate" -> new ContentDecoder(false, limit);
            default -> throw new UnsupportedBody(
                    "The Content-Encoding of the body is not read (expected: gzip, deflate, or none).");
        };
    }

    /** Most that may come out of so many bytes. */
    public long most(int sent) {
        return Math.min(limit, Math.max(FREE, (long) RATIO * sent));
    }

    /** Decodes what is there whole. */
    public byte[] decode(byte[] sent) throws BodyFailure {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.min(sent.length * 4, FREE));
        try (this) {
            feed(sent, 0, sent.length, whole::write);
            end();
        } catch (IOException e) {
            throw new BadBody("The body cannot be decoded.");
        }
        return whole.toByteArray();
    }

    /** Decodes the next bytes. */
    public void feed(byte[] bytes, int from, int length, Sink sink) throws BodyFailure, IOException {
        in += length;
        int at = from;
        int end = from + length;
        while (at < end && state != State.OVER) {
            switch (state) {
                case HEADER -> {
                    kept.write(bytes[at++]);
                    header(sink);
                }
                case BODY -> at = end - body(bytes, at, end - at, sink);
                case TRAILER -> {
                    kept.write(bytes[at++]);
                    if (kept.size() == TRAILER) {
                        trailer();
                    }
                }
                case OVER -> at = end;
            }
        }
    }

    /**
     * The body has ended.
     *
     * @throws BadBody
     *             when what came is cut off
     */
    public void end() throws BadBody {
        close();
        // Behind a member of gzip another one may follow, or nothing, or zeros.
        boolean whole = state == State.OVER || state == State.HEADER && gzip && members > 0 && kept.size() == 0
                || in == 0;
        if (!whole) {
            throw new BadBody("The body cannot be decoded: it is cut off.");
        }
    }

    private void header(Sink sink) throws BodyFailure, IOException {
        byte[] header = kept.toByteArray();
        if (gzip ? !isGzipHeader(header) : header.length < 2) {
            return;
        }
        if (state == State.OVER) {
            return;
        }
        if (++members > MOST_MEMBERS) {
            throw new BadBody("The body cannot be decoded: it is made of more than " + MOST_MEMBERS + " gzip files.");
        }
        if (inflater == null) {
            inflater = new Inflater(gzip || !isZlib(header));
        } else {
            inflater.reset();
        }
        sum.reset();
        ofMember = 0;
        kept.reset();
        state = State.BODY;
        if (!gzip) {
            body(header, 0, header.length, sink);
        }
    }

    private static boolean isZlib(byte[] two) {
        return (two[0] & 0x0f) == 8 && ((two[0] & 0xff) << 8 | two[1] & 0xff) % 31 == 0;
    }

    /** Whether the header is whole (RFC 1952, section 2.3). */
    private boolean isGzipHeader(byte[] header) throws BadBody {
        if (header[0] != 0x1f || header.length > 1 && header[1] != (byte) 0x8b || header.length > 2 && header[2] != 8) {
            if (members > 0) {
                // Padding behind the last member.
                state = State.OVER;
                return true;
            }
            throw new BadBody("The body cannot be decoded: it is not gzip.");
        }
        if (header.length > LONGEST_HEADER) {
            throw new BadBody("The body cannot be decoded: its gzip header is too long.");
        }
        if (header.length < 10) {
            return false;
        }
        int flags = header[3];
        int at = 10;
        if ((flags & 4) != 0) {
            if (header.length < at + 2) {
                return false;
            }
            at += 2 + (header[at] & 0xff | (header[at + 1] & 0xff) << 8);
        }
        for (int flag : new int[]{8, 16}) {
            if ((flags & flag) != 0) {
                while (at < header.length && header[at] != 0) {
                    at++;
                }
                at++;
            }
        }
        return header.length >= ((flags & 2) != 0 ? at + 2 : at);
    }

    /** Gives how many bytes are left of the input. */
    private int body(byte[] bytes, int from, int length, Sink sink) throws BodyFailure, IOException {
        Inflater mine = inflater;
        if (mine == null) {
            return 0;
        }
        mine.setInput(bytes, from, length);
        try {
            while (!mine.finished()) {
                int inflated = mine.inflate(piece);
                if (inflated == 0 && !mine.finished() && (mine.needsInput() || mine.needsDictionary())) {
                    if (mine.needsDictionary()) {
                        throw new BadBody("The body cannot be decoded: it needs a dictionary.");
                    }
                    return 0;
                }
                out += inflated;
                ofMember += inflated;
                if (out > limit) {
                    throw new BodyTooLarge(limit);
                }
                if (out > FREE && out > RATIO * in) {
                    throw new BodyTooLarge("the body decodes to more than " + RATIO + " times of what was sent");
                }
                if (gzip) {
                    sum.update(piece, 0, inflated);
                }
                sink.accept(piece, 0, inflated);
            }
        } catch (DataFormatException e) {
            throw new BadBody("The body cannot be decoded: it is not " + (gzip ? "gzip." : "deflate."));
        }
        int left = mine.getRemaining();
        state = gzip ? State.TRAILER : State.OVER;
        return left;
    }

    private void trailer() throws BadBody {
        byte[] trailer = kept.toByteArray();
        kept.reset();
        if (number(trailer, 0) != sum.getValue() || number(trailer, 4) != (ofMember & 0xffffffffL)) {
            throw new BadBody("The body cannot be decoded: its checksum is another.");
        }
        state = State.HEADER;
    }

    private static long number(byte[] bytes, int at) {
        return Arrays.stream(new int[]{3, 2, 1, 0}).mapToLong(i -> bytes[at + i] & 0xff).reduce(0,
                (number, each) -> number << 8 | each);
    }

    /** Lets go of the memory outside the heap. */
    @Override
    public void close() {
        Inflater mine = inflater;
        inflater = null;
        if (mine != null) {
            mine.end();
        }
    }
}
