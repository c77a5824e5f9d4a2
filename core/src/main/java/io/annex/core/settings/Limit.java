package io.annex.core.settings;

import io.annex.core.access.Rate;
import java.time.Duration;
import java.util.List;

/**
 * A limit of an add-on, as data: configuration, the reference page and error
 * messages take name, default and meaning from here. Those that hold for every
 * exchange and op stand here; a service brings its own. Sizes in bytes, times
 * as written.
 */
public final class Limit {
    // @formatter:off
    public static final Limit CPU = time("cpu", "1 s",
            "CPU time of one exchange", "504 cpu, the worker is replaced");
    public static final Limit WALL = time("wall", "30 s",
            "wall time of one exchange, from its arrival, or from the end of its body; the wait for its worker to start does not count", "504 wall_clock");
    public static final Limit AFTER = time("after", "30 s",
            "how long what was handed to waitUntil may go on after the answer, and what still runs after the wall time", "it is cut off");
    public static final Limit STREAM_IDLE = time("streamIdle", "60 s",
            "how long nothing of an answer that is sent piece by piece may be sent or taken, once its head has left; the wall time ends with the head", "the connection is closed, with HTTP/2 the stream");
    public static final Limit HEAP = size("heap", "128 MB",
            "V8 heap of a worker", "503 memory, the worker is replaced");
    public static final Limit EXTERNAL = size("external", "64 MB",
            "memory outside the heap (array buffers) of a worker", "503 memory, the worker is replaced");
    public static final Limit RESIDENT = size("resident", "512 MB",
            "resident memory of a cell", "503 memory, the cell is replaced");
    public static final Limit WORKERS = count("workers", "cores",
            "workers of an add-on; by default as many as the machine has cores", "exchanges wait");
    public static final Limit IN_FLIGHT = count("inFlight", "100",
            "exchanges in flight", "exchanges wait");
    public static final Limit QUEUED = count("queued", "1000",
            "exchanges waiting", "503 concurrency");
    public static final Limit STREAMS = count("streams", "1000",
            "answers that are being sent piece by piece; they do not count as in flight", "503 concurrency");
    public static final Limit REQUESTS = rate("requests", "off",
            "requests in a time, e.g. `100/s`", "429 with Retry-After");
    public static final Limit REQUESTS_PER_CLIENT = rate("requestsPerClient", "off",
            "the same for each client address", "429 with Retry-After");
    public static final Limit BODY = size("body", "10 MB",
            "request body", "413");
    public static final Limit MULTIPART = size("multipart", "64 MB",
            "one multipart request, its files included", "413");
    public static final Limit BODIES = size("bodies", "32 MB",
            "bodies above 16 KB that its code has at a time, all add-ons of a shared cell together", "exchanges wait for at most the wall time, four times as much together; then 503 concurrency");
    public static final Limit OUTPUT = size("output", "64 MB",
            "answer body", "503 output");
    public static final Limit SESSION = size("session", "64 KB",
            "JSON of one session", "an error in the handler");
    public static final Limit TIMERS = count("timers", "1000",
            "timers alive in a worker", "an error in the handler");
    public static final Limit CALLS = count("calls", "1000",
            "outbound calls under way", "an error in the handler");
    public static final Limit CALL_CONNECT = time("callConnect", "10 s",
            "connecting for an outbound call", "an error in the handler");
    public static final Limit CALL_IDLE = time("callIdle", "30 s",
            "how long an outbound call may wait for the next byte", "an error in the handler");
    public static final Limit CALL_TIME = time("callTime", "60 s",
            "one outbound call, to the end of its answer", "an error in the handler");
    public static final Limit CALL_ANSWER = size("callAnswer", "64 MB",
            "answer to an outbound call, decompressed", "an error in the handler");
    public static final Limit OPS = count("ops", "200000",
            "calls of host services in a second", "an error in the handler");
    public static final Limit OPS_IN_FLIGHT = count("opsInFlight", "10000",
            "calls of host services that are not answered", "an error in the handler");
    public static final Limit OP_BYTES = size("opBytes", "64 MB",
            "what the calls of host services that are not answered carry", "an error in the handler");
    public static final Limit MESSAGES = count("messages", "1000",
            "events, timers, calls and messages waiting for the add-on", "dropped, and the drop is logged; a call fails");
    public static final Limit MESSAGE_BYTES = size("messageBytes", "4 MB",
            "JSON of all of them", "dropped, and the drop is logged; a call fails");
    public static final Limit LOG_LINES = count("logLines", "200",
            "log lines in a second", "dropped, and the drop is logged");
    public static final Limit LOAD = time("load", "5 s",
            "CPU time for evaluating the add-on's code", "the deploy fails");
    public static final Limit DEATHS = count("deaths", "5",
            "deaths of the add-on's cells within a minute", "503 suspended, and tried again after 1 s, 2 s, … 1 min");
    public static final Limit IDLE = time("idle", "60 s",
            "how long a worker without anything to do is kept", "it is closed; the next exchange starts one");
    public static final Limit DRAIN = time("drain", "30 s",
            "how long a replaced version may take to end what it has begun", "503 draining");
    // @formatter:on

    /** Those of the core, in the order in which they are shown. */
    public static final List<Limit> CORE = List.of(CPU, WALL, STREAM_IDLE, AFTER, HEAP, EXTERNAL, RESIDENT, WORKERS,
            IN_FLIGHT, QUEUED, STREAMS, REQUESTS, REQUESTS_PER_CLIENT, BODY, MULTIPART, BODIES, OUTPUT, SESSION, TIMERS,
            CALLS, CALL_CONNECT, CALL_IDLE, CALL_TIME, CALL_ANSWER, OPS, OPS_IN_FLIGHT, OP_BYTES, MESSAGES,
            MESSAGE_BYTES, LOG_LINES, LOAD, DEATHS, IDLE, DRAIN);

    private enum Kind {
        TIME, SIZE, COUNT, RATE
    }

    private final String key;
    private final Kind kind;
    private final String defaultText;
    private final String meaning;
    private final String breach;

    private Limit(String key, Kind kind, String defaultText, String meaning, String breach) {
        this.key = key;
        this.kind = kind;
        this.defaultText = defaultText;
        this.meaning = meaning;
        this.breach = breach;
    }

    /** A limit in nanoseconds, its default as people write it. */
    public static Limit time(String key, String defaultText, String meaning, String breach) {
        return new Limit(key, Kind.TIME, defaultText, meaning, breach);
    }

    /** A limit in bytes. */
    public static Limit size(String key, String defaultText, String meaning, String breach) {
        return new Limit(key, Kind.SIZE, defaultText, meaning, breach);
    }

    /** A limit that is a number. */
    public static Limit count(String key, String defaultText, String meaning, String breach) {
        return new Limit(key, Kind.COUNT, defaultText, meaning, breach);
    }

    private static Limit rate(String key, String defaultText, String meaning, String breach) {
        return new Limit(key, Kind.RATE, defaultText, meaning, breach);
    }

    /** The name in configuration, below {@code limits}. */
    public String key() {
        return key;
    }

    /** The default as people write it, e.g. {@code 128 MB}. */
    public String defaultText() {
        return defaultText;
    }

    /** What it limits, as one clause. */
    public String meaning() {
        return meaning;
    }

    /** What happens when it is passed, as one clause. */
    public String breach() {
        return breach;
    }

    /**
     * Reads a value as people write it.
     *
     * @return nanoseconds, bytes, a count, or a {@linkplain Rate#packed rate}
     * @throws IllegalArgumentException
     *             saying {@code limits.<key>: <value> (expected: …)}
     */
    public long parse(String text) {
        try {
            if (this == WORKERS && text.strip().equals(defaultText)) {
                return Runtime.getRuntime().availableProcessors();
            }
            return switch (kind) {
                case TIME -> Quantities.nanos(text);
                case SIZE -> Quantities.bytes(text);
                case COUNT -> Quantities.count(text);
                case RATE -> Rate.parse(text).packed();
            };
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("limits." + key + ": " + text + " (expected: " + e.getMessage() + ")",
                    e);
        }
    }

    long defaultValue() {
        return parse(defaultText);
    }

    public static Duration time(long nanos) {
        return Duration.ofNanos(nanos);
    }
}
