package io.annex.core.service.storage;

import io.annex.api.Storage;
import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceFace;
import io.annex.core.service.ServiceOp;
import io.annex.core.settings.Limit;
import io.annex.core.storage.ItemRules;
import io.annex.core.storage.StorageFailure;
import io.annex.core.storage.StorageTable;
import io.annex.core.storage.StoreId;
import io.annex.core.storage.StoredItem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/**
 * What add-ons store for good, in stores that they declare: by keys, or as
 * collections whose items can be found. What a call has answered is kept,
 * whatever happens to the server then; versions of an add-on come and go over
 * it.
 */
public final class StorageService implements HostService {
    /** What all stores of one add-on may take. */
    public static final Limit STORAGE = Limit.size("storage", "100 MB",
            "what an add-on stores: keys and JSON of all its items in UTF-8, and 100 bytes for each item",
            "an error in the handler");

    private static final String NOT_NOW = "what is stored cannot be reached at the moment";

    private final StorageTable table;

    /**
     * @param table
     *            where it is kept
     */
    public StorageService(StorageTable table) {
        this.table = table;
    }

    @Override
    public String name() {
        return "storage";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("storage.open", Mode.INLINE), new ServiceOp("storage.get", Mode.BLOCKING),
                new ServiceOp("storage.put", Mode.BLOCKING), new ServiceOp("storage.remove", Mode.BLOCKING),
                new ServiceOp("storage.add", Mode.BLOCKING), new ServiceOp("storage.set", Mode.BLOCKING),
                new ServiceOp("storage.removeAll", Mode.BLOCKING), new ServiceOp("storage.find", Mode.BLOCKING));
    }

    @Override
    public List<Limit> limits() {
        return List.of(STORAGE);
    }

    @Override
    public List<ServiceFace<?>> faces() {
        return List.of(new ServiceFace<>(Storage.class, JavaStorage::new));
    }

    @Override
    public Scope open(AddonScope addon) {
        return new AddonStores(addon);
    }

    /** What an add-on's version may do with its stores. */
    private final class AddonStores implements Scope {
        private final AddonScope addon;
        private final DeclaredStores declared;
        private final long most;

        AddonStores(AddonScope addon) {
            this.addon = addon;
            this.declared = new DeclaredStores(addon);
            this.most = addon.limit(STORAGE);
        }

        /**
         * {@code c} or {@code k}, the store's name, and two texts more, with NULs
         * between.
         */
        @Override
        public void serve(Call call) throws OpRefused {
            String[] parts = call.text().split("\0", 4);
            try {
                if (parts.length != 4) {
                    throw new StorageFailure(StorageFailure.Type.ILLEGAL_METHOD_CALL, "a message that is none");
                }
                StoreId store = declared.store(parts[0].equals("c"), parts[1]);
                call.ok(done(call.op(), store, parts[2], parts[3]));
            } catch (StorageFailure e) {
                throw new OpRefused(e.type().code(), String.valueOf(e.getMessage()));
            } catch (IOException e) {
                // The database says once what is the matter; of this one author's code is told.
                addon.log().host(Level.WARN, call.op() + ": " + e.getMessage(), null);
                throw new OpRefused(StorageFailure.Type.UNKNOWN.code(), NOT_NOW);
            }
        }

        private String done(String op, StoreId store, String name, String data) throws StorageFailure, IOException {
            return switch (op) {
                case "storage.get" -> shown(store, found(store, name, table.get(store, checked(store, name))));
                case "storage.put" -> put(store, name, data);
                case "storage.remove" -> shown(store, found(store, name, table.remove(store, checked(store, name))));
                case "storage.add" -> array(table.add(of(store, true), ItemRules.items(data), most));
                case "storage.set" ->
                    shown(store, found(store, name, table.change(of(store, true), checked(store, name),
                            before -> before == null ? null : ItemRules.merged(before, data, true), most)));
                case "storage.removeAll" -> {
                    table.removeAll(of(store, true));
                    yield "";
                }
                case "storage.find" -> array(table.find(of(store, true), SearchReader.read(store, data)));
                default -> "";
            };
        }

        private String put(StoreId store, String key, String data) throws StorageFailure, IOException {
            return found(store, key, table.change(of(store, false), checked(store, key),
                    before -> ItemRules.merged(before, data, false), most)).json();
        }
    }

    private static StoreId of(StoreId store, boolean collection) throws StorageFailure {
        if (store.collection() != collection) {
            throw new StorageFailure(StorageFailure.Type.ILLEGAL_METHOD_CALL,
                    "store " + store.name() + " is no " + (collection ? "collection" : "key-value store"));
        }
        return store;
    }

    private static String checked(StoreId store, String name) throws StorageFailure {
        ItemRules.checkKey(name);
        if (store.collection() && !ItemRules.isId(name)) {
            throw StorageFailure.notFound(store, name);
        }
        return name;
    }

    private static StoredItem found(StoreId store, String name, Optional<StoredItem> item) throws StorageFailure {
        return item.orElseThrow(() -> StorageFailure.notFound(store, name));
    }

    private static String shown(StoreId store, StoredItem item) {
        return store.collection() ? item.described() : item.json();
    }

    private static String array(List<StoredItem> items) {
        return items.stream().map(StoredItem::described).collect(Collectors.joining(",", "[", "]"));
    }
}
