package io.annex.core.body;

import io.annex.core.http.BadBody;
import io.annex.core.http.BodyFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes a multipart body apart while it arrives (RFC 2046, section 5.1.1), in
 * pieces of any length.
 *
 * <p>
 * Two things are decided more strictly than the RFC's grammar asks for, and one
 * less so. A line is a boundary only when nothing but the two hyphens of the
 * last one and blanks follow: what merely begins like a boundary is content. A
 * body that ends before its last boundary is refused, never completed: what is
 * missing may be what mattered. And where the first boundary's line ends with a
 * bare LF all lines may, as people write by hand; otherwise only CRLF ends one,
 * so that a text of another system inside of a part stays whole.
 *
 * <p>
 * Memory: what is kept between two pieces is a part's header, which is bounded,
 * or the beginning of what may be a boundary.
 */
public final class MultipartParser {
    /** RFC 2046: a boundary has at most so many characters. */
    static final int LONGEST_BOUNDARY = 70;
    /** All header fields of one part, in bytes. */
    static final int LONGEST_HEADER = 8 << 10;
    /** Blanks that a gateway may have put behind a boundary. */
    private static final int MOST_PADDING = 64;
    private static final byte[] NOTHING = {};

    /** What is told of the parts, one after the other. */
    public interface Parts {
        /** A part begins. */
        void begin(List<HeaderField> header) throws BodyFailure;

        /** More of its content; the array is only lent. */
        void content(byte[] bytes, int from, int length) throws BodyFailure, IOException;

        /** It is whole. */
        void end() throws BodyFailure, IOException;
    }

    /**
     * A header field of a part.
     *
     * @param name
     *            in the case in which it came
     * @param value
     *            without blanks around it
     */
    public record HeaderField(String name, String value) {
    }

    private enum State {
        /** In front of the first boundary, at the beginning of a line. */
        PREAMBLE,
        /** In front of it, within a line. */
        PREAMBLE_LINE, HEADER,
        /** Behind a header, whose empty line may be that of a boundary as well. */
        CONTENT_START, CONTENT, EPILOGUE
    }

    /** What a place in the body is. */
    private enum Found {
        NONE, MORE_NEEDED, BOUNDARY, LAST_BOUNDARY
    }

    private final Parts parts;
    /** Two hyphens and the boundary. */
    private final byte[] dashed;
    private State state = State.PREAMBLE;
    private boolean bareLines;
    private byte[] window = NOTHING;
    private int at;
    private int end;
    /** Nothing comes any more. */
    private boolean complete;
    /** Where the line of the boundary that was found last ends. */
    private int lineEnd;
    private final List<HeaderField> header = new ArrayList<>();
    private int headerBytes;

    /**
     * @throws BadBody
     *             when that is no boundary
     */
    public MultipartParser(String boundary, Parts parts) throws BadBody {
        if (boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY
                || boundary.chars().anyMatch(c -> c < ' ' || c > '~') || boundary.endsWith(" ")) {
            throw new BadBody("The form cannot be read: its boundary is not 1 to " + LONGEST_BOUNDARY
                    + " printable characters (RFC 2046, section 5.1.1).");
        }
        this.parts = parts;
        this.dashed = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes the next bytes; the array is only borrowed. */
    public void feed(byte[] bytes, int from, int length) throws BodyFailure, IOException {
        if (state == State.EPILOGUE) {
            return;
        }
        if (at == end) {
            window = bytes;
            at = from;
            end = from + length;
        } else {
            byte[] joined = Arrays.copyOfRange(window, at, end + length);
            System.arraycopy(bytes, from, joined, end - at, length);
            end = end - at + length;
            at = 0;
            window = joined;
        }
        run();
        window = at == end ? NOTHING : Arrays.copyOfRange(window, at, end);
        end -= at;
        at = 0;
    }

    /**
     * The body has ended.
     *
     * @throws BadBody
     *             when its last boundary has not come
     */
    public void end() throws BodyFailure, IOException {
        complete = true;
        run();
        switch (state) {
            case EPILOGUE -> {
                // As it should be.
            }
            case PREAMBLE, PREAMBLE_LINE ->
                throw new BadBody("The form cannot be read: the boundary of its content type is not in it.");
            default -> throw new BadBody(
                    "The form is cut off: no closing boundary ends its last part (RFC 2046, section 5.1.1).");
        }
    }

    private void run() throws BodyFailure, IOException {
        boolean progress = true;
        while (progress) {
            progress = switch (state) {
                case PREAMBLE -> preamble();
                case PREAMBLE_LINE -> preambleLine();
                case HEADER -> header();
                case CONTENT_START -> contentStart();
                case CONTENT -> content();
                case EPILOGUE -> {
                    at = end;
                    yield false;
                }
            };
        }
    }

    private boolean preamble() {
        switch (boundary(at, true)) {
            case BOUNDARY -> begin();
            case LAST_BOUNDARY -> state = State.EPILOGUE;
            case NONE -> state = State.PREAMBLE_LINE;
            case MORE_NEEDED -> {
                return false;
            }
        }
        return true;
    }

    private boolean preambleLine() {
        while (at < end) {
            if (window[at++] == '\n') {
                state = State.PREAMBLE;
                return true;
            }
        }
        return false;
    }

    private void begin() {
        bareLines = window[lineEnd - 2] != '\r';
        at = lineEnd;
        header.clear();
        headerBytes = 0;
        state = State.HEADER;
    }

    /** One line of a part's header. */
    private boolean header() throws BodyFailure {
        int newline = at;
        while (newline < end && window[newline] != '\n') {
            newline++;
        }
        if (headerBytes + newline - at > LONGEST_HEADER) {
            throw new BadBody("The form cannot be read: a part's header has more than " + LONGEST_HEADER + " bytes.");
        }
        if (newline == end) {
            return false;
        }
        int lineEnds = newline;
        if (lineEnds > at && window[lineEnds - 1] == '\r') {
            lineEnds--;
        } else if (!bareLines) {
            throw new BadBody("The form cannot be read: a line of a part's header does not end with CRLF.");
        }
        headerBytes += newline + 1 - at;
        if (lineEnds == at) {
            at = newline + 1;
            state = State.CONTENT_START;
            parts.begin(List.copyOf(header));
        } else {
            line(text(at, lineEnds));
            at = newline + 1;
        }
        return true;
    }

    private void line(String line) throws BadBody {
        if (line.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
            throw new BadBody("The form cannot be read: a control character in a part's header.");
        }
        if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            // A field that goes on in the next line.
            if (header.isEmpty()) {
                throw new BadBody("The form cannot be read: a part's header begins with a blank.");
            }
            HeaderField before = header.removeLast();
            header.add(new HeaderField(before.name(), (before.value() + ' ' + line.strip()).strip()));
            return;
        }
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new BadBody("The form cannot be read: a line of a part's header has no name and colon.");
        }
        header.add(new HeaderField(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
    }

    /**
     * The text of a header: browsers send UTF-8, others Latin-1, and what is not
     * UTF-8 is that.
     */
    private String text(int from, int to) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(window, from, to - from)).toString();
        } catch (CharacterCodingException e) {
            return new String(window, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }

    /** A part without content may have its header's empty line alone. */
    private boolean contentStart() throws BodyFailure, IOException {
        Found found = boundary(at, false);
        if (found == Found.MORE_NEEDED) {
            return false;
        }
        if (found == Found.NONE) {
            state = State.CONTENT;
        } else {
            endPart(found);
        }
        return true;
    }

    private boolean content() throws BodyFailure, IOException {
        byte first = (byte) (bareLines ? '\n' : '\r');
        for (int i = at; i < end; i++) {
            if (window[i] != first) {
                continue;
            }
            Found found = bareLines
                    ? boundary(i + 1, false)
                    : i + 1 == end ? more() : window[i + 1] == '\n' ? boundary(i + 2, false) : Found.NONE;
            if (found == Found.NONE) {
                continue;
            }
            give(i);
            if (found == Found.MORE_NEEDED) {
                return false;
            }
            endPart(found);
            return true;
        }
        give(end);
        return false;
    }

    private void give(int to) throws BodyFailure, IOException {
        if (to > at) {
            parts.content(window, at, to - at);
            at = to;
        }
    }

    private void endPart(Found found) throws BodyFailure, IOException {
        parts.end();
        if (found == Found.BOUNDARY) {
            begin();
        } else {
            state = State.EPILOGUE;
        }
    }

    /** What is still to be seen, or not any more. */
    private Found more() {
        return complete ? Found.NONE : Found.MORE_NEEDED;
    }

    /**
     * Whether a line that begins here is a boundary.
     *
     * @param anyLine
     *            whether it may end in either way
     */
    private Found boundary(int from, boolean anyLine) {
        int length = Math.min(dashed.length, end - from);
        if (!Arrays.equals(window, from, from + length, dashed, 0, length)) {
            return Found.NONE;
        }
        int i = from + dashed.length;
        if (i >= end) {
            return more();
        }
        boolean last = false;
        if (window[i] == '-') {
            if (i + 1 == end) {
                return more();
            }
            last = window[i + 1] == '-';
            i += 2;
            if (!last) {
                return Found.NONE;
            }
        }
        int padding = i;
        while (i < end && (window[i] == ' ' || window[i] == '\t') && i - padding < MOST_PADDING) {
            i++;
        }
        // The last boundary may be all that is left.
        Found whole = last ? Found.LAST_BOUNDARY : Found.BOUNDARY;
        Found ifOver = complete && last ? whole : more();
        if (i == end) {
            return ifOver;
        }
        boolean carriageReturn = window[i] == '\r';
        if (carriageReturn && ++i == end) {
            return ifOver;
        }
        if (window[i] != '\n' || !last && !anyLine && carriageReturn == bareLines) {
            return Found.NONE;
        }
        lineEnd = i + 1;
        return whole;
    }
}
