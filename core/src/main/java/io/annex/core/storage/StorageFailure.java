package io.annex.core.storage;

import java.util.Locale;

/** Something that was not stored or found; the message is for the author. */
public final class StorageFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of failure, as the platform names it. */
    public enum Type {
        VALIDATION_FAILED, READ_ONLY, ITEM_NOT_FOUND, ITEM_PROPERTY_COUNT_EXCEEDED, ILLEGAL_METHOD_CALL, UNKNOWN;

        /** As add-ons see it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Type type;

    public StorageFailure(Type type, String message) {
        super(message, null, false, false);
        this.type = type;
    }

    public Type type() {
        return type;
    }

    /** There is no such item. */
    public static StorageFailure notFound(StoreId store, String name) {
        return new StorageFailure(Type.ITEM_NOT_FOUND,
                store.name() + ": there is no item " + (store.collection() ? "with the dsid " : "for the key ") + name);
    }
}
