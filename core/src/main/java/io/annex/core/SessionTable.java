package io.annex.core;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
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
        public void write(Collection<Change> changes) {
            // Nothing is kept.
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

        /** To be kept with this content. */
        record Save(String addon, String id, String json, Instant usedAt) implements Change {
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

    Optional<Row> load(String addon, String id) throws IOException;

    /** Writes all of them, or fails. */
    void write(Collection<Change> changes) throws IOException;

    /**
     * Forgets sessions that were not used since, and the least used ones of an
     * add-on that has more than its share.
     */
    void sweep(Instant usedBefore, long bytesOfAddon) throws IOException;
}
