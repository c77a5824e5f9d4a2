package io.annex.core.storage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where add-ons' items outlive the process. Each call is one transaction: what
 * it has returned is kept for good, and calls for one item at the same time
 * follow one another. Every method may wait, and fails where the database
 * cannot be asked. Thread-safe.
 */
public interface StorageTable {
    /** There is none. */
    StorageTable NONE = new StorageTable() {
        private IOException none() {
            return new IOException("nothing can be stored: there is no database");
        }

        @Override
        public Optional<StoredItem> get(StoreId store, String name) throws IOException {
            throw none();
        }

        @Override
        public Optional<StoredItem> change(StoreId store, String name, Change change, long most) throws IOException {
            throw none();
        }

        @Override
        public List<StoredItem> add(StoreId store, List<String> items, long most) throws IOException {
            throw none();
        }

        @Override
        public Optional<StoredItem> remove(StoreId store, String name) throws IOException {
            throw none();
        }

        @Override
        public void removeAll(StoreId store) throws IOException {
            throw none();
        }

        @Override
        public List<StoredItem> find(StoreId store, Search search) throws IOException {
            throw none();
        }
    };

    /** What becomes of an item. */
    @FunctionalInterface
    interface Change {
        /**
         * The item's JSON from now on. May be called more than once.
         *
         * @param before
         *            what is there, or {@code null}
         * @return {@code null} where nothing is to be made
         */
        @Nullable
        String from(@Nullable String before) throws StorageFailure;
    }

    Optional<StoredItem> get(StoreId store, String name) throws IOException;

    /**
     * Makes or alters an item.
     *
     * @param most
     *            bytes that all stores of the add-on may have together
     */
    Optional<StoredItem> change(StoreId store, String name, Change change, long most)
            throws IOException, StorageFailure;

    /** Adds items to a collection, all or none, with ids of their own. */
    List<StoredItem> add(StoreId store, List<String> items, long most) throws IOException, StorageFailure;

    /** Removes an item; gives what it was. */
    Optional<StoredItem> remove(StoreId store, String name) throws IOException;

    void removeAll(StoreId store) throws IOException;

    /** The items of a collection that are wanted, in their order. */
    List<StoredItem> find(StoreId store, Search search) throws IOException, StorageFailure;
}
