package io.annex.engine.local;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Deflated bytes, alone or as zlib and gzip wrap them. A failure has the number
 * that zlib gives it, or {@code large}, before a NUL.
 */
final class Deflated {
    /** How much comes out between two looks at whether anybody waits still. */
    private static final int PART = 1 << 16;
    /** Of what comes out, whatever the caller would bear. */
    private static final int MOST = 32 << 20;

    private static final int GZIP_HEAD = 10;
    private static final int GZIP_TAIL = 8;
    private static final int CHECKED_HEAD = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private static final List<String> WRITES = List.of("deflate", "deflateRaw", "gzip");
    private static final List<String> READS = List.of("inflate", "inflateRaw", "gunzip", "unzip");

    private Deflated() {
    }

    /** {@code kind \0 level \0 strategy}, and the bytes. */
    static byte[] deflate(Argument argument) throws LocalFailure {
        List<String> fields = argument.fields(3);
        String kind = known(fields.get(0), WRITES);
        int level = number("level", fields.get(1), Deflater.DEFAULT_COMPRESSION, Deflater.BEST_COMPRESSION);
        int strategy = number("strategy", fields.get(2), Deflater.DEFAULT_STRATEGY, Deflater.HUFFMAN_ONLY);
        byte[] bytes = argument.bytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, bytes.length / 3));
        boolean gzip = kind.equals("gzip");
        if (gzip) {
            out.writeBytes(new byte[]{0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, speed(level), 3});
        }
        try (Deflater deflater = new Deflater(level, !kind.equals("deflate"))) {
            deflater.setStrategy(strategy);
            deflater.setInput(bytes);
            deflater.finish();
            byte[] part = new byte[PART];
            while (!deflater.finished()) {
                argument.goOn();
                out.write(part, 0, deflater.deflate(part));
            }
        }
        if (gzip) {
            CRC32 sum = new CRC32();
            sum.update(bytes);
            littleEndian(out, (int) sum.getValue());
            littleEndian(out, bytes.length);
        }
        return out.toByteArray();
    }

    private static byte speed(int level) {
        return (byte) (level == Deflater.BEST_COMPRESSION ? 2 : level == Deflater.BEST_SPEED ? 4 : 0);
    }

    private static void littleEndian(ByteArrayOutputStream out, int number) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(number >> shift);
        }
    }

    /** {@code kind \0 bytes that may come out}, and the bytes. */
    static byte[] inflate(Argument argument) throws LocalFailure {
        List<String> fields = argument.fields(2);
        String kind = known(fields.get(0), READS);
        Reading reading = new Reading(argument, Math.clamp(Argument.number("most", fields.get(1)), 0, MOST));
        byte[] bytes = argument.bytes();
        boolean gzip = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        switch (kind) {
            case "inflateRaw" -> reading.one(0, true);
            case "inflate" -> reading.one(0, false);
            case "gunzip" -> reading.members();
            default -> {
                if (gzip) {
                    reading.members();
                } else {
                    reading.one(0, false);
                }
            }
        }
        return reading.out.toByteArray();
    }

    private static final class Reading {
        private final Argument argument;
        private final byte[] bytes;
        private final int most;
        private final ByteArrayOutputStream out;

        Reading(Argument argument, int most) {
            this.argument = argument;
            this.bytes = argument.bytes();
            this.most = most;
            this.out = new ByteArrayOutputStream((int) Math.min(most, 3L * bytes.length));
        }

        /** All members of gzip, as far as they follow each other. */
        void members() throws LocalFailure {
            int at = 0;
            do {
                at = member(at);
            } while (at < bytes.length && bytes[at] != 0);
        }

        /** Where the member ends. */
        private int member(int from) throws LocalFailure {
            int before = out.size();
            CRC32 sum = new CRC32();
            int end = one(head(from), true, sum);
            if (bytes.length - end < GZIP_TAIL) {
                throw ended();
            }
            if (littleEndian(end) != (int) sum.getValue()) {
                throw wrong("incorrect data check");
            }
            if (littleEndian(end + Integer.BYTES) != out.size() - before) {
                throw wrong("incorrect length check");
            }
            return end + GZIP_TAIL;
        }

        /** Where the head ends that begins here. */
        private int head(int from) throws LocalFailure {
            if (unsigned(from) != 0x1f || unsigned(from + 1) != 0x8b) {
                throw wrong("incorrect header check");
            }
            if (unsigned(from + 2) != Deflater.DEFLATED) {
                throw wrong("unknown compression method");
            }
            int flags = unsigned(from + 3);
            if ((flags & RESERVED) != 0) {
                throw wrong("unknown header flags set");
            }
            int at = from + GZIP_HEAD;
            if ((flags & EXTRA) != 0) {
                at += 2 + unsigned(at) + (unsigned(at + 1) << Byte.SIZE);
            }
            for (int text : new int[]{NAME, COMMENT}) {
                if ((flags & text) != 0) {
                    while (unsigned(at++) != 0) {
                        argument.goOn();
                    }
                }
            }
            at += (flags & CHECKED_HEAD) == 0 ? 0 : 2;
            if (at > bytes.length) {
                throw ended();
            }
            return at;
        }

        private int unsigned(int at) throws LocalFailure {
            if (at >= bytes.length) {
                throw ended();
            }
            return bytes[at] & 0xff;
        }

        private int littleEndian(int at) {
            int number = 0;
            for (int i = 0; i < Integer.BYTES; i++) {
                number |= (bytes[at + i] & 0xff) << (Byte.SIZE * i);
            }
            return number;
        }

        void one(int from, boolean raw) throws LocalFailure {
            one(from, raw, new CRC32());
        }

        /** One deflated block of bytes; where it ends. */
        private int one(int from, boolean raw, CRC32 sum) throws LocalFailure {
            byte[] part = new byte[PART];
            try (Inflater inflater = new Inflater(raw)) {
                inflater.setInput(bytes, from, bytes.length - from);
                while (!inflater.finished()) {
                    argument.goOn();
                    int read = inflater.inflate(part);
                    if (inflater.needsDictionary()) {
                        throw new LocalFailure("2\0Missing dictionary");
                    }
                    if (read == 0 && !inflater.finished()) {
                        throw ended();
                    }
                    if (out.size() + read > most) {
                        throw new LocalFailure("large\0more than %d bytes would come out".formatted(most));
                    }
                    sum.update(part, 0, read);
                    out.write(part, 0, read);
                }
                return bytes.length - inflater.getRemaining();
            } catch (DataFormatException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
        }
    }

    private static LocalFailure wrong(String message) {
        return new LocalFailure("-3\0" + message);
    }

    private static LocalFailure ended() {
        return new LocalFailure("-5\0unexpected end of file");
    }

    private static String known(String kind, List<String> kinds) throws LocalFailure {
        if (!kinds.contains(kind)) {
            throw new LocalFailure("kind: %s (expected: %s)".formatted(Argument.shown(kind), String.join(", ", kinds)));
        }
        return kind;
    }

    private static int number(String name, String text, int least, int most) throws LocalFailure {
        long number = Argument.number(name, text);
        if (number < least || number > most) {
            throw new LocalFailure("%s: %d (expected: %d to %d)".formatted(name, number, least, most));
        }
        return (int) number;
    }
}
