package io.annex.core.storage;

/**
 * A store of an add-on. A key-value store and a collection of one name are two.
 *
 * @param addon
 *            whose it is: no other add-on reaches it
 * @param collection
 *            whether it is a collection, whose items can be found
 */
public record StoreId(String addon, boolean collection, String name) {
    /** Of an add-on's name and of a store's. */
    public static final int LONGEST_ADDON = 200;
    public static final int LONGEST_NAME = 100;
}
