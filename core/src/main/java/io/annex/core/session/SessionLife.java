package io.annex.core.session;

/**
 * A session from its begin to its end, for all who have it open at the moment:
 * they hold the same one. It tells a read that ends late that there has been a
 * change in between, and a save that comes late that there is no session any
 * more. It is its own lock, and there is nothing to wait for while it is held.
 */
final class SessionLife {
    private long revision;
    private boolean ended;

    /** Counts the changes. */
    long revision() {
        assert Thread.holdsLock(this);
        return revision;
    }

    void changed() {
        assert Thread.holdsLock(this);
        revision++;
    }

    boolean isOver() {
        assert Thread.holdsLock(this);
        return ended;
    }

    void end() {
        assert Thread.holdsLock(this);
        revision++;
        ended = true;
    }
}
