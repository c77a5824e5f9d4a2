package io.annex.core.settings;

import io.annex.core.access.Rate;
import java.time.Duration;

/**
 * The limits of an add-on, as data: configuration, the reference page and error
 * messages take name, default and meaning from here. Sizes in bytes, times as
 * written.
 */
public enum Limit {
    // @formatter:off
    CPU("cpu", Kind.TIME, "1 s",
            "CPU time of one exchange", "504 cpu, the worker is replaced"),
    WALL("wall", Kind.TIME, "30 s",
            "wall time of one exchange, from its arrival, or from the end of its body; the wait for its worker to start does not count", "504 wall_clock"),
    AFTER("after", Kind.TIME, "30 s",
            "how long what was handed to waitUntil may go on after the answer, and what still runs after the wall time", "it is cut off"),
    HEAP("heap", Kind.SIZE, "128 MB",
            "V8 heap of a worker", "503 memory, the worker is replaced"),
    EXTERNAL("external", Kind.SIZE, "64 MB",
            "memory outside the heap (array buffers) of a worker", "503 memory, the worker is replaced"),
    RESIDENT("resident", Kind.SIZE, "512 MB",
            "resident memory of a cell", "503 memory, the cell is replaced"),
    WORKERS("workers", Kind.COUNT, "cores",
            "workers of an add-on; by default as many as the machine has cores", "exchanges wait"),
    IN_FLIGHT("inFlight", Kind.COUNT, "100",
            "exchanges in flight", "exchanges wait"),
    QUEUED("queued", Kind.COUNT, "1000",
            "exchanges waiting", "503 concurrency"),
    REQUESTS("requests", Kind.RATE, "off",
            "requests in a time, e.g. `100/s`", "429 with Retry-After"),
    REQUESTS_PER_CLIENT("requestsPerClient", Kind.RATE, "off",
            "the same for each client address", "429 with Retry-After"),
    BODY("body", Kind.SIZE, "10 MB",
            "request body", "413"),
    MULTIPART("multipart", Kind.SIZE, "64 MB",
            "one multipart request, its files included", "413"),
    BODIES("bodies", Kind.SIZE, "32 MB",
            "bodies above 16 KB that its code has at a time, all add-ons of a shared cell together", "exchanges wait for at most the wall time, four times as much together; then 503 concurrency"),
    OUTPUT("output", Kind.SIZE, "64 MB",
            "answer body", "503 output"),
    SESSION("session", Kind.SIZE, "64 KB",
            "JSON of one session", "an error in the handler"),
    TIMERS("timers", Kind.COUNT, "1000",
            "timers alive in a worker", "an error in the handler"),
    CALLS("calls", Kind.COUNT, "1000",
            "outbound calls under way", "an error in the handler"),
    CALL_CONNECT("callConnect", Kind.TIME, "10 s",
            "connecting for an outbound call", "an error in the handler"),
    CALL_IDLE("callIdle", Kind.TIME, "30 s",
            "how long an outbound call may wait for the next byte", "an error in the handler"),
    CALL_TIME("callTime", Kind.TIME, "60 s",
            "one outbound call, to the end of its answer", "an error in the handler"),
    CALL_ANSWER("callAnswer", Kind.SIZE, "64 MB",
            "answer to an outbound call, decompressed", "an error in the handler"),
    LOG_LINES("logLines", Kind.COUNT, "200",
            "log lines in a second", "dropped, and the drop is logged"),
    LOAD("load", Kind.TIME, "5 s",
            "CPU time for evaluating the add-on's code", "the deploy fails"),
    DEATHS("deaths", Kind.COUNT, "5",
            "deaths of the add-on's cells within a minute", "503 suspended, and tried again after 1 s, 2 s, … 1 min"),
    IDLE("idle", Kind.TIME, "60 s",
            "how long a worker without anything to do is kept", "it is closed; the next exchange starts one"),
    DRAIN("drain", Kind.TIME, "30 s",
            "how long a replaced version may take to end what it has begun", "503 draining");
    // @formatter:on

    private enum Kind {
        TIME, SIZE, COUNT, RATE
    }

    private final String key;
    private final Kind kind;
    private final String defaultText;
    private final String meaning;
    private final String breach;

    Limit(String key, Kind kind, String defaultText, String meaning, String breach) {
        this.key = key;
        this.kind = kind;
        this.defaultText = defaultText;
        this.meaning = meaning;
        this.breach = breach;
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
