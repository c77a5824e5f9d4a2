package io.annex.core.files;

import io.annex.core.files.ByteRanges.ByteRange;
import io.annex.core.files.FileOpener.Found;
import io.annex.core.files.StaticFiles.Head;
import io.annex.core.http.Answer;
import io.annex.core.http.Answer.Opened.Piece;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer with a file: all of it, parts of it, or that it need not be sent.
 */
final class FileAnswer {
    private final IncomingRequest request;
    private final ServedFolder folder;
    private final Head head;

    FileAnswer(IncomingRequest request, ServedFolder folder, Head head) {
        this.request = request;
        this.folder = folder;
        this.head = head;
    }

    /** What header fields say of a file. */
    record Description(long size, String type, Validators validators) {
        static Description of(Found.File file) {
            return new Description(file.size(), MediaTypes.of(file.name()),
                    Validators.of(file.size(), file.modified()));
        }
    }

    /** A file in memory. */
    record Small(byte[] bytes, Description description) {
    }

    Answer of(Small file) {
        Plan plan = plan(file.description());
        if (plan.refusal() != null) {
            return plan.refusal();
        }
        return new Answer.Bytes(plan.status(), plan.headers(), plan.isWhole() ? file.bytes() : cut(file.bytes(), plan));
    }

    Answer of(Found.File file) {
        Plan plan = plan(Description.of(file));
        if (plan.refusal() != null) {
            StaticFiles.close(file.channel());
            return plan.refusal();
        }
        return new Answer.Opened(plan.status(), plan.headers(), file.channel(), plan.pieces(), plan.end());
    }

    private static byte[] cut(byte[] file, Plan plan) {
        if (plan.end().isEmpty()) {
            Piece only = plan.pieces().getFirst();
            return Arrays.copyOfRange(file, (int) only.from(), (int) (only.from() + only.length()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Piece piece : plan.pieces()) {
            out.writeBytes(piece.before().getBytes(StandardCharsets.US_ASCII));
            out.write(file, (int) piece.from(), (int) piece.length());
        }
        out.writeBytes(plan.end().getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /**
     * What to send.
     *
     * @param refusal
     *            an answer without the file, or {@code null}
     * @param end
     *            what follows the last piece
     */
    private record Plan(@Nullable Answer refusal, int status, List<String> headers, List<Piece> pieces, String end) {
        static Plan refused(Answer answer) {
            return new Plan(answer, answer.status(), List.of(), List.of(), "");
        }

        boolean isWhole() {
            return status != 206;
        }
    }

    private Plan plan(Description file) {
        String method = request.method();
        if (head.status() != 200 || !method.equals("GET") && !method.equals("HEAD")) {
            return whole(head.status(), file);
        }
        switch (Preconditions.of(request.headers(), file.validators())) {
            case FAILED -> {
                return Plan.refused(Problems.preconditionFailed());
            }
            case NOT_MODIFIED -> {
                return Plan.refused(new Answer.Empty(304, headers(file, null, null)));
            }
            case MET -> {
                // goes on
            }
        }
        String range = request.headers().first("range");
        // The method HEAD has no ranges (RFC 9110, section 14.2).
        if (range == null || method.equals("HEAD")
                || !Preconditions.rangeCounts(request.headers(), file.validators())) {
            return whole(200, file);
        }
        return switch (ByteRanges.read(range, file.size())) {
            case ByteRanges.Whole all -> whole(200, file);
            case ByteRanges.Unsatisfiable none -> Plan.refused(Problems.rangeNotSatisfiable(file.size()));
            case ByteRanges.Some some when some.ranges().size() == 1 -> {
                ByteRange only = some.ranges().getFirst();
                yield new Plan(null, 206, headers(file, file.type(), only.of(file.size())),
                        List.of(new Piece("", only.from(), only.length())), "");
            }
            case ByteRanges.Some some -> several(file, some.ranges());
        };
    }

    private Plan whole(int status, Description file) {
        return new Plan(null, status, headers(file, file.type(), null), List.of(new Piece("", 0, file.size())), "");
    }

    /** RFC 9110, section 14.6. */
    private Plan several(Description file, List<ByteRange> ranges) {
        // Nobody can put it into a file beforehand.
        String boundary = UUID.randomUUID().toString();
        String type = head.first("content-type");
        List<Piece> pieces = new ArrayList<>(ranges.size());
        for (ByteRange range : ranges) {
            pieces.add(new Piece(
                    "\r\n--" + boundary + "\r\nContent-Type: " + (type == null ? file.type() : type)
                            + "\r\nContent-Range: " + range.of(file.size()) + "\r\n\r\n",
                    range.from(), range.length()));
        }
        return new Plan(null, 206, headers(file, "multipart/byteranges; boundary=" + boundary, null),
                List.copyOf(pieces), "\r\n--" + boundary + "--\r\n");
    }

    private List<String> headers(Description file, @Nullable String type, @Nullable String range) {
        List<String> headers = new ArrayList<>(14);
        boolean parts = type != null && type.startsWith("multipart/byteranges");
        List<String> own = head.headers();
        for (int i = 0; i + 1 < own.size(); i += 2) {
            if (!isTheFiles(own.get(i)) && !(parts && own.get(i).equalsIgnoreCase("content-type"))) {
                headers.add(own.get(i));
                headers.add(own.get(i + 1));
            }
        }
        if (type != null && (parts || head.first("content-type") == null)) {
            headers.addAll(List.of("content-type", type));
        }
        if (head.first("cache-control") == null) {
            headers.addAll(List.of("cache-control", "public, max-age=" + folder.maxAge() / 1000));
        }
        if (head.status() == 200) {
            headers.addAll(List.of("etag", file.validators().tag(), "last-modified", file.validators().lastModified(),
                    "accept-ranges", "bytes"));
        }
        if (range != null) {
            headers.addAll(List.of("content-range", range));
        }
        return headers;
    }

    /** What only the host knows of a file that it sends. */
    private static boolean isTheFiles(String name) {
        return name.equalsIgnoreCase("etag") || name.equalsIgnoreCase("last-modified")
                || name.equalsIgnoreCase("accept-ranges") || name.equalsIgnoreCase("content-range");
    }
}
