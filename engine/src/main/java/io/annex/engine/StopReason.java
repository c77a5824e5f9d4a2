package io.annex.engine;

/**
 * Why the host ended an exchange that the guest had not answered. The names
 * appear in answers, logs and metrics.
 */
public enum StopReason {
    /** The exchange used more CPU time than its limit. */
    CPU("cpu", 504, "used more CPU time than its limit"),
    /** The exchange took longer than its limit. */
    WALL_CLOCK("wall_clock", 504, "took longer than its limit"),
    /** The worker's heap, or its memory outside the heap, passed its limit. */
    MEMORY("memory", 503, "used more memory than its limit"),
    /** The answer was larger than its limit. */
    OUTPUT("output", 503, "answered more bytes than its limit"),
    /** Too many exchanges were in flight and queued. */
    CONCURRENCY("concurrency", 503, "too many exchanges at once"),
    /** The version was draining and its drain time was over. */
    DRAINING("draining", 503, "the version was replaced while it ran"),
    /**
     * Its version closed before the guest saw anything of it. It alone may be
     * offered elsewhere: of all other reasons none says that nothing was done.
     */
    NOT_BEGUN("not_begun", 503, "the version was replaced before it began"),
    /** The worker, or the process it ran in, ended before the answer. */
    TERMINATED("terminated", 503, "its worker ended"),
    /** Its worker, or a place for it, did not come in time. */
    STARTING("starting", 503, "waited too long for its worker to start"),
    /** The program's cells died too often: it is tried again after a pause. */
    SUSPENDED("suspended", 503, "its workers died too often");

    private final String code;
    private final int status;
    private final String meaning;

    StopReason(String code, int status, String meaning) {
        this.code = code;
        this.status = status;
        this.meaning = meaning;
    }

    /** The word used in answers, logs and metrics, e.g. {@code wall_clock}. */
    public String code() {
        return code;
    }

    /** The HTTP status of such an answer: 504 for time, 503 for the rest. */
    public int status() {
        return status;
    }

    /** One clause for messages, e.g. "used more CPU time than its limit". */
    public String meaning() {
        return meaning;
    }
}
