package io.annex.engine.local;

import java.time.DateTimeException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All functions by their names, which begin with {@value #PREFIX}. What each
 * takes and gives is told in {@code docs/design/messages.md}.
 */
public final class LocalFunctions {
    /** Ops of these names are answered here; no service has one. */
    public static final String PREFIX = "local.";

    private static final int SHORT = 2_000;
    private static final int TEXT = 100_000;
    private static final int XML_TEXT = 4_000_000;
    private static final int BLOCK = 32 << 20;

    /**
     * @param characters
     *            of text, at most
     * @param bytes
     *            of its block, at most
     */
    private record Bounded(LocalFunction function, int characters, int bytes) {
        Bounded(LocalFunction function, int characters) {
            this(function, characters, 0);
        }
    }

    private static final Map<String, Bounded> FUNCTIONS = Map.ofEntries(
            Map.entry("date.format", new Bounded(Dates::format, SHORT)),
            Map.entry("date.parse", new Bounded(Dates::parse, SHORT)),
            Map.entry("date.fields", new Bounded(Dates::fields, SHORT)),
            Map.entry("date.millis", new Bounded(Dates::millis, SHORT)),
            Map.entry("date.pattern", new Bounded(Dates::pattern, SHORT)),
            Map.entry("locale.describe", new Bounded(Locales::describe, SHORT)),
            Map.entry("locale.all", new Bounded(Locales::all, SHORT)),
            Map.entry("message.format", new Bounded(MessageTexts::format, TEXT)),
            Map.entry("digest", new Bounded(Digests::digest, SHORT, BLOCK)),
            Map.entry("hmac", new Bounded(Digests::hmac, TEXT, BLOCK)),
            Map.entry("hmac.check", new Bounded(Digests::check, TEXT, BLOCK)),
            Map.entry("xml.parse", new Bounded(XmlTexts::parse, XML_TEXT)),
            Map.entry("zlib.deflate", new Bounded(Deflated::deflate, SHORT, BLOCK)),
            Map.entry("zlib.inflate", new Bounded(Deflated::inflate, SHORT, BLOCK)));

    private LocalFunctions() {
    }

    /** Whether an op is one of these, or would have to be. */
    public static boolean has(String op) {
        return op.startsWith(PREFIX);
    }

    /**
     * Calls the function that an op names.
     *
     * @param stopped
     *            whether the slice was stopped that calls
     * @return a {@link String} or a {@code byte[]}
     */
    public static Object call(String op, String text, byte @Nullable [] bytes, BooleanSupplier stopped)
            throws LocalFailure {
        Bounded bounded = FUNCTIONS.get(op.substring(PREFIX.length()));
        if (bounded == null) {
            throw new LocalFailure("There is no function " + Argument.shown(op));
        }
        byte[] block = bytes == null ? new byte[0] : bytes;
        if (text.length() > bounded.characters()) {
            throw new LocalFailure(
                    "%s: %d characters (expected: at most %d)".formatted(op, text.length(), bounded.characters()));
        }
        if (block.length > bounded.bytes()) {
            throw new LocalFailure("%s: %d bytes (expected: at most %d)".formatted(op, block.length, bounded.bytes()));
        }
        try {
            return bounded.function().call(new Argument(text, block, stopped));
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            String message = e.getMessage();
            throw new LocalFailure(message == null ? "the arguments are not understood" : message);
        } catch (StackOverflowError e) {
            throw new LocalFailure("the arguments are nested too deep");
        }
    }
}
