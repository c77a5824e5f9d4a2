package io.annex.engine.isolate;

/**
 * How much of an answer in pieces an exchange may send: no more than a window
 * that was not taken, and no more in all than an answer may have. Of its
 * worker's thread.
 */
final class PieceWindow {
    /** So many bytes may be on their way to who takes them. */
    private static final int WINDOW = 64 << 10;
    /** CPU time counts anew when so much has been taken. */
    private static final int CPU_BYTES = 1 << 20;

    private final long most;
    private int credit = WINDOW;
    private long sent;
    private long takenSince;

    /**
     * @param most
     *            bytes that may be sent in all
     */
    PieceWindow(long most) {
        this.most = most;
    }

    /** Whether so many bytes more may be sent; then they count as sent. */
    boolean sends(int bytes) {
        if (bytes > credit || sent + bytes > most) {
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
        takenSince += bytes;
        if (takenSince < CPU_BYTES) {
            return false;
        }
        takenSince = 0;
        return true;
    }

    int credit() {
        return credit;
    }
}
