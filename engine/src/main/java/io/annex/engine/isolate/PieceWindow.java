package io.annex.engine.isolate;

/**
 * How much of an answer in pieces an exchange may send: no more than a window
 * that was not taken, and no more in all than an answer may have. Of its
 * worker's thread.
 */
final class PieceWindow {
    /** So many bytes may be on their way to who takes them. */
    private static final int WINDOW = 64 << 10;
    /** The guest is told of so much at a time: it waits when all is on its way. */
    private static final int TOLD_AT = WINDOW / 2;
    private static final int CPU_BYTES = 1 << 20;

    private final long most;
    private final int cpuBytes;
    private int credit = WINDOW;
    private long sent;
    private long takenSince;
    private int untold;

    private PieceWindow(long most, int cpuBytes) {
        this.most = most;
        this.cpuBytes = cpuBytes;
    }

    /** Of an answer of at most so many bytes: CPU time counts anew for each MB. */
    static PieceWindow ofBytes(long most) {
        return new PieceWindow(most, CPU_BYTES);
    }

    /** Of events, without end: CPU time counts anew for each. */
    static PieceWindow ofEvents() {
        return new PieceWindow(Long.MAX_VALUE, 1);
    }

    /** Whether so many bytes more may be sent; then they count as sent. */
    boolean sends(int bytes) {
        if (bytes > credit || sent > most - bytes) {
            return false;
        }
        credit -= bytes;
        sent += bytes;
        return true;
    }

    /**
     * So much of what was sent was taken.
     *
     * @return whether it is so much that CPU time counts anew
     */
    boolean taken(int bytes) {
        credit = Math.min(WINDOW, credit + bytes);
        untold += bytes;
        takenSince += bytes;
        if (takenSince < cpuBytes) {
            return false;
        }
        takenSince = 0;
        return true;
    }

    /** Of how many bytes the guest is to be told now. */
    int tell() {
        int bytes = untold < TOLD_AT ? 0 : untold;
        untold -= bytes;
        return bytes;
    }

    int credit() {
        return credit;
    }
}
