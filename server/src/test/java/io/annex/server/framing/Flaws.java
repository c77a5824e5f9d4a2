package io.annex.server.framing;

import java.util.List;
import java.util.Random;

/**
 * What may be wrong with a request: each kind changes one part of one that is
 * well-formed. All are known for being read in two ways by somebody.
 */
final class Flaws {
    private static final String[] VERSIONS = {"HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "http/1.1", "HTTP/1.10", "HTTP/1",
            "HTTP/01.1", "HTTP/1.1 ", "HTTP/1.1 x", "HTTPS/1.1", "ICE/1.0", "HTTP/1,1", "HTTP /1.1", "HTTP/1.1\t", "",
            "HTTP/11", "HTTP/9.9", "HTTP/+1.1"};
    private static final String[] BETWEEN = {"  ", "\t", " \t", "\u000b", "\f", "\r", "\0", "\u00a0", ""};
    private static final String[] METHODS = {"get", "Post", "CONNECT", "BREW", "G@T", "", "GET,", "PRI", "G\0T",
            "\0GET", " GET", "GE T", "OPTIONS", "TRACE", "\"GET\"", "GET:", "G\u00c9T"};
    private static final String[] TARGETS = {"*", "localhost:80", "http://localhost", "http://", "http:/framing/x",
            "https://localhost/framing/x", "http://evil@localhost/framing/x", "http://localhost:x/framing/x",
            "http://[::1/framing/x", "http://localhost\\framing/x", "/framing/x#y", "/framing/a b", "/framing\\x",
            "//framing/x", "/framing//x", "/framing/../framing/x", "/framing/./x", "/framing/%2e%2e/x", "/framing/%zz",
            "/framing/%", "/framing/%00", "/framing/caf\u00e9", "/framing/a\0b", "/framing/a\u007fb",
            "/framing/a\u0001b", "framing/x", "", "/framing/<x>", "/framing/x|y", "/framing/x?q=\u00e9",
            "/framing/x?a#b", "/framing/a\tb", "http://localhost?x", "http://localhost#x", "ftp://localhost/framing/x",
            "/framing/{x}", "/framing/\"x\""};
    private static final String[] HOSTS = {"", "localhost, localhost", "localhost:1:2", "[::1", "localhost:x",
            "loc alhost", "localhost/x", "user@localhost", "localhost:", "localhost:99999", "localhost?", "local\0host",
            "localhost\t", "evil.example", "[::1]x", "::1", "localhost#", "%6c", "localhost\\", "\u00e9"};
    private static final String[] LENGTHS = {"+%d", "-%d", "0x%x", "%d;", "%d.0", "%d ", " %d", "%d\t", "\u000b%d",
            "%d\u000b", "", "%d, %d", "%d,%d", "%d %d", "00%d", "99999999999999999999", "18446744073709551616",
            "9223372036854775807", "9223372036854775808", "4294967296", "%de0", "\"%d\"", "%d\0", "%x", "%d,", ",%d",
            "%d\r\n ", "\r\n %d", "_%d", "1_%d", "\u00b2", "%d\u00a0", "\f%d", "4294967299", "18446744073709551619",
            "-0", "+0", "NaN", "%da"};
    private static final String[] CODINGS = {"xchunked", "chunked, identity", "identity", "identity, chunked",
            "gzip, chunked", "chunked;q=1", "\"chunked\"", "chunked ", "\tchunked", "\u000bchunked", "chunked\u000b",
            "chunked\0", "chunked,", ",chunked", "", "chunked, chunked", "chunked,xchunked", "chunkedx", "chunk",
            "chunked;", "chunked\t", "\fchunked", "chunked gzip", "'chunked'", "chunked\u00a0", "\r\n chunked",
            "chunked\r\n ", "\u0000chunked", "cHuNkEd", "chunked;a=b", "trailers", ", chunked", "chunked, ",
            "identity\r\nTransfer-Encoding: chunked"};
    private static final String[] CODING_NAMES = {"Transfer-Encoding ", "Transfer_Encoding", "Transfer-Encoding\t",
            "Transfer-Encoding\0", " Transfer-Encoding", "TransferEncoding", "Transfer-Encoding\u000b",
            "X: y\nTransfer-Encoding", "X: y\rTransfer-Encoding", "Transfer-\r\nEncoding", "\u00a0Transfer-Encoding",
            "Transfer Encoding", "Transfer-Encoding\r", "\tTransfer-Encoding", "Transfer-Encoding:"};
    private static final String[] LENGTH_NAMES = {"Content-Length ", "Content_Length", "Content-Length\t",
            "Content-Length\0", " Content-Length", "ContentLength", "X: y\nContent-Length", "X: y\rContent-Length",
            "Content-Length\u000b", "Content Length", "\tContent-Length", "Content-Length\r", "CONTENT-LENGTH",
            "Content-Length:"};
    private static final String[] LINES = {"nonsense", ": a", ":", "X : a", "X\t: a", "X\0: a", "X: a\0b",
            "X: a\u0001b", "X: a\u007f", "X: a\r b", "X: a\r\n b", "X: a\r\n\tb", " X: a", "\tX: a", "X: a\r", "X: a\n",
            "X: a\nY: b", "X: a\rY: b", "X\u00e9: a", "X y: a", "\"X\": a", "X(: a", "X: a\r\r", "X: \u000b",
            "X: a\r\n ", " ", "\t", "\u0000", "X;: a", "X=: a", "Expect: 200-ok", "Expect: 100-Continue",
            "Connection: close", "Connection:\tclose", "Upgrade: h2c", "Connection: upgrade\r\nUpgrade: x",
            "Content-Length", "Transfer-Encoding", "Content-Length: 5", "Transfer-Encoding: chunked", "Host: b",
            "X: a\r\n  : b", "@: a", "X,Y: a"};
    private static final String[] LINE_ENDS = {"\n", "\r", "\r\r\n", "\n\r", "\r\n\r", "\n\n", " \r\n", "\0\r\n",
            "\r\0\n", "", "\r\n ", "\u000b\r\n", "\u0085", "\r \n", "\\r\\n"};
    private static final String[] BEFORE = {"\r\n", "\r\n\r\n", "\n", "\r", "\n\n", " ", "\t", "\0", "\r\n ",
            "\u00ef\u00bb\u00bf", "x", "\r\r\n", "\r\n\n"};
    private static final String[] SIZES = {" %s", "\t%s", "%s ", "%s\t", "0x%s", "+%s", "-%s", "", "g", "%sg", "%s;",
            "%s ;a", "%s; a", "%s;a =b", "%s;a= b", "%s;a=\"x", "%s;a=b\"", "%s;=b", "%s;;a", "%s;a;", "%s\0", "\0%s",
            "%s\u000b", "\f%s", "10000000000000000%s", "ffffffffffffffff", "fffffffffffffff%s", "000000000000000%s",
            "0000000000000000%s", "%s %s", "%s,", "%s.0", "_%s", "1_%s", "%sh", "\"%s\"", "%s\r", "%s\n", "%s;a\nb",
            "%s;a\rb", "%s;a=\"\n\"", "%s;a=\"\r\n\"", "%s;a\0b", "%s;a=\u00e9", "%s;a=\"\\\r\n\"", "%s\u00a0",
            "8000000000000000", "7fffffffffffffff", "100000000", "\r\n%s", "%s;a=b c", "%s;\ta", "%s\\", "%s#", "%s:a",
            "%s;a=\"b\"c"};
    private static final String SPECIAL = "\0\t\n\u000b\f\r \"#%+,-./:;=?@\\_\u007f\u0080\u00a0\u00ff019afxAFX";

    private final Random random;

    Flaws(Random random) {
        this.random = random;
    }

    /** The part of a request that has a flaw. */
    enum Kind {
        NONE, VERSION, BETWEEN, METHOD, TARGET, HOST, NO_HOST, TWO_HOSTS, LENGTH, LENGTHS, LENGTH_NAME, CODING, CODINGS, CODING_NAME, BOTH, CODING_IN_OLD, WRONG_LENGTH, LINE, LINE_END, BEFORE, SIZE, CHUNK_END, TRAILER, WRONG_SIZE, CUT_CHUNKS;

        boolean wantsChunks() {
            return switch (this) {
                case CODING, CODINGS, CODING_NAME, BOTH, CODING_IN_OLD, SIZE, CHUNK_END, TRAILER, WRONG_SIZE,
                        CUT_CHUNKS ->
                    true;
                default -> false;
            };
        }

        boolean wantsLength() {
            return this == LENGTH || this == LENGTHS || this == LENGTH_NAME || this == WRONG_LENGTH;
        }

        boolean wantsBody() {
            return wantsChunks() || wantsLength();
        }

        String line(Flaws flaws, String method, String target, String version) {
            String between = this == BETWEEN ? flaws.any(Flaws.BETWEEN) : " ";
            boolean isFirst = flaws.random.nextBoolean();
            return (this == METHOD ? flaws.any(METHODS) : method) + (isFirst ? between : " ")
                    + (this == TARGET ? flaws.any(TARGETS) : target) + (isFirst ? " " : between)
                    + (this == VERSION ? flaws.any(VERSIONS) : this == CODING_IN_OLD ? "HTTP/1.0" : version);
        }

        void fields(Flaws flaws, List<String> fields, int length) {
            switch (this) {
                case HOST -> flaws.value(fields, "host", flaws.any(HOSTS));
                case NO_HOST -> fields.removeIf(field -> Flaws.is(field, "host"));
                case TWO_HOSTS -> flaws.add(fields, "Host: " + flaws.any("localhost", "b", "", "localhost:1"));
                case LENGTH -> flaws.value(fields, "content-length", flaws.length(length));
                case LENGTHS -> flaws.add(fields, "Content-Length: " + (length + flaws.random.nextInt(2)));
                case LENGTH_NAME -> flaws.name(fields, "content-length", flaws.any(LENGTH_NAMES));
                case WRONG_LENGTH -> flaws.value(fields, "content-length",
                        String.valueOf(Math.max(0, length + flaws.random.nextInt(80) - 30)));
                case CODING -> flaws.value(fields, "transfer-encoding", flaws.any(Flaws.CODINGS));
                case CODINGS -> flaws.add(fields, "Transfer-Encoding: " + flaws.any("chunked", "identity", "", "x"));
                case CODING_NAME -> flaws.name(fields, "transfer-encoding", flaws.any(CODING_NAMES));
                case BOTH -> flaws.add(fields, "Content-Length: " + flaws.random.nextInt(30));
                case LINE -> flaws.add(fields, flaws.any(LINES));
                default -> {
                }
            }
        }

        String head(Flaws flaws, String head) {
            return switch (this) {
                case LINE_END -> flaws.atOneOf(head, "\r\n", flaws.any(LINE_ENDS));
                case BEFORE -> flaws.any(Flaws.BEFORE) + head;
                default -> head;
            };
        }

        String chunks(Flaws flaws, String chunks) {
            return switch (this) {
                case SIZE -> flaws.size(chunks);
                case CHUNK_END -> flaws.atOneOf(chunks, "\r\n", flaws.any(LINE_ENDS));
                case TRAILER -> chunks.substring(0, chunks.length() - 2) + flaws.any(LINES) + "\r\n\r\n";
                case WRONG_SIZE -> flaws.random.nextInt(40) + "\r\nabc\r\n" + chunks;
                case CUT_CHUNKS -> chunks.substring(0, flaws.random.nextInt(chunks.length()));
                default -> chunks;
            };
        }
    }

    Kind kind() {
        Kind[] kinds = Kind.values();
        return kinds[1 + random.nextInt(kinds.length - 1)];
    }

    private String any(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    private static boolean is(String field, String name) {
        return field.regionMatches(true, 0, name + ':', 0, name.length() + 1);
    }

    private void add(List<String> fields, String line) {
        fields.add(random.nextInt(fields.size() + 1), line);
    }

    private void value(List<String> fields, String name, String value) {
        fields.replaceAll(field -> is(field, name)
                ? field.substring(0, name.length() + 1) + (random.nextInt(4) == 0 ? "" : " ") + value
                : field);
    }

    private void name(List<String> fields, String name, String written) {
        fields.replaceAll(field -> is(field, name) ? written + field.substring(name.length()) : field);
    }

    private String length(int length) {
        return any(LENGTHS).replace("%d", String.valueOf(length)).replace("%x", Integer.toHexString(length));
    }

    /** Puts something in the place of the size of the first or the last chunk. */
    private String size(String chunks) {
        int from = random.nextBoolean() ? 0 : Math.max(0, chunks.indexOf("\r\n0") + 2);
        int to = from;
        while (Character.digit(chunks.charAt(to), 16) >= 0) {
            to++;
        }
        String size = chunks.substring(from, to);
        int end = random.nextBoolean() ? chunks.indexOf("\r\n", to) : to;
        return chunks.substring(0, from) + any(SIZES).replace("%s", size) + chunks.substring(end);
    }

    private String atOneOf(String text, String what, String instead) {
        int many = text.split(what, -1).length - 1;
        int at = -1;
        for (int i = random.nextInt(many); i >= 0; i--) {
            at = text.indexOf(what, at + 1);
        }
        return text.substring(0, at) + instead + text.substring(at + what.length());
    }

    /** Changes some octets, wherever they stand. */
    String octets(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 1 + random.nextInt(3); i > 0 && out.length() > 2; i--) {
            int at = random.nextInt(out.length() - 1);
            char special = SPECIAL.charAt(random.nextInt(SPECIAL.length()));
            switch (random.nextInt(5)) {
                case 0 -> out.setCharAt(at, special);
                case 1 -> out.insert(at, special);
                case 2 -> out.deleteCharAt(at);
                case 3 -> out.setCharAt(at, (char) (out.charAt(at) ^ 1 << random.nextInt(8)));
                default -> out.insert(at, out.substring(at, Math.min(out.length(), at + 1 + random.nextInt(12))));
            }
        }
        for (int i = 0; i < out.length(); i++) {
            if (out.charAt(i) > 0xff) {
                out.setCharAt(i, '\u00ff');
            }
        }
        return out.toString();
    }
}
