package io.annex.core.service.storage;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.JsonManifest;
import io.annex.core.addon.ManifestFile;
import io.annex.core.service.AddonScope;
import io.annex.core.storage.StorageFailure;
import io.annex.core.storage.StoreId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stores that an add-on has declared: as {@code storage} of its manifest,
 * or of an {@code annex.json} beside it.
 */
final class DeclaredStores {
    private static final String SECTION = "storage";
    private static final String KEY_VALUE = "keyValueDataStore";
    private static final String COLLECTION = "collectionDataStore";
    private static final String ANNEX = "annex.json";

    private final String addon;
    /** Where a declaration belongs. */
    private final String file;
    private final Set<String> keyValue = new TreeSet<>();
    private final Set<String> collections = new TreeSet<>();

    DeclaredStores(AddonScope addon) {
        this.addon = addon.addon();
        this.file = Files.isRegularFile(addon.root().resolve(JsonManifest.NAME)) ? JsonManifest.NAME : ANNEX;
        read(JsonMapper.shared().readTree(addon.manifest().info()).path(SECTION));
        read(annexJson(addon.root().resolve(ANNEX)));
    }

    private static JsonNode annexJson(Path file) {
        try {
            return Files.isRegularFile(file)
                    ? ManifestFile.read(file, "{\"storage\": {…}}").path(SECTION)
                    : JsonMapper.shared().missingNode();
        } catch (InvalidAddon e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private void read(JsonNode declared) {
        read(declared.path(KEY_VALUE), keyValue);
        read(declared.path(COLLECTION), collections);
    }

    private static void read(JsonNode names, Set<String> into) {
        if (names.isString()) {
            into.add(names.asString());
        }
        names.forEach(each -> into.add(each.asString("")));
    }

    /** The store of that name. */
    StoreId store(boolean collection, String name) throws StorageFailure {
        if (!(collection ? collections : keyValue).contains(name)) {
            throw new StorageFailure(StorageFailure.Type.ILLEGAL_METHOD_CALL,
                    (collection ? "collection" : "key-value") + " store '" + name + "' is not declared (expected: \""
                            + SECTION + "\": {\"" + (collection ? COLLECTION : KEY_VALUE) + "\": [\"" + name
                            + "\"]} in " + file + ")");
        }
        if (name.isEmpty() || name.length() > StoreId.LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)
                || addon.length() > StoreId.LONGEST_ADDON) {
            throw new StorageFailure(StorageFailure.Type.ILLEGAL_METHOD_CALL, "a store's name of " + name.length()
                    + " characters (expected: 1 to " + StoreId.LONGEST_NAME + " in one line)");
        }
        return new StoreId(addon, collection, name);
    }
}
