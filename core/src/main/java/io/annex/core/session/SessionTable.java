package io.annex.core.session;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where sessions outlive the process. Every method may wait, and fails where
 * the table cannot be reached. Thread-safe.
 */
public interface SessionTable {
    /** Keeps nothing: sessions are in memory alone. */
    SessionTable NONE = new SessionTable() {
        @Override
        public boolean isShared() {
            return false;
        }

        @Override
        public Optional<Row> load(String addon, String id) {
            return Optional.empty();
        }

        @Override
        public List<Change.Save> write(Collection<Change> changes) {
            return List.of();
        }

        @Override
        public void sweep(Instant usedBefore, long bytesOfAddon) {
            // There is nothing.
        }
    };

    /** A session as it was kept. */
    record Row(String json, Instant usedAt) {
    }

    /** What is to be done to one session. */
    sealed interface Change {
        String addon();

        String id();

        /**
         * To be kept with this content.
         *
         * @param begins
         *            whether it may be new; otherwise it is only kept if it is there:
         *            it may have been ended elsewhere
         */
        record Save(String addon, String id, String json, Instant usedAt, boolean begins) implements Change {
        }

        /** To be kept longer; its content has not changed here. */
        record Use(String addon, String id, Instant usedAt) implements Change {
        }

        /** To be forgotten. */
        record Remove(String addon, String id) implements Change {
        }
    }

    /** Whether other processes may change it. */
    boolean isShared();

    /** Characters that a session may have at most; larger ones are in memory. */
    default int mostCharacters() {
        return Integer.MAX_VALUE;
    }

    Optional<Row> load(String addon, String id) throws IOException;

    /**
     * Writes all of them, or fails.
     *
     * @return those that were not written as there is no such session any more
     */
    List<Change.Save> write(Collection<Change> changes) throws IOException;

    /**
     * Forgets sessions that were not used since, and the least used ones of an
     * add-on that has more than its share.
     */
    void sweep(Instant usedBefore, long bytesOfAddon) throws IOException;
}
