package io.annex.server.operator;

import io.annex.core.storage.ItemRules;
import io.annex.core.storage.StorageFailure;
import io.annex.core.storage.StoreId;
import io.annex.core.storage.StoredItem;
import io.annex.server.database.DatabaseTrouble;
import io.annex.server.database.Storage;
import io.annex.server.database.StoredData;
import io.annex.server.database.StoredData.Holding;
import io.annex.server.database.StoredData.Page;
import io.annex.server.database.StoredData.Placed;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code data.…}: what add-ons have stored. What is exported and imported comes
 * in pieces, each a request of its own, so that nobody holds all of it.
 */
final class DataCommands implements CommandFamily {
    private static final String COLLECTION = "collection";
    private static final String KEY_VALUE = "keyValue";

    private final Storage storage;

    DataCommands(Storage storage) {
        this.storage = storage;
    }

    @Override
    public String prefix() {
        return "data";
    }

    @Override
    public ObjectNode execute(String command, JsonNode request) throws CommandRefused, DatabaseTrouble {
        StoredData data = storage.data();
        String addon = request.path("addon").asString("");
        return switch (command) {
            case "list" -> list(data);
            case "export" -> page(data.page(addon, request.path("from").asString("")));
            case "import" -> {
                data.store(items(addon, request.path("lines"), request.path("number").asLong(1)));
                yield CommandFamily.object().put("stored", request.path("lines").size());
            }
            case "remove" -> CommandFamily.object().put("addon", addon).put("stores", data.remove(addon));
            default -> throw CommandFamily.unknown(this, command);
        };
    }

    private static ObjectNode list(StoredData data) throws DatabaseTrouble {
        ObjectNode answer = CommandFamily.object();
        ArrayNode stores = answer.putArray("stores");
        for (Holding each : data.list()) {
            stores.addObject().put("addon", each.store().addon()).put("store", each.store().name())
                    .put("kind", kind(each.store())).put("items", each.items()).put("bytes", each.bytes());
        }
        return answer;
    }

    private static String kind(StoreId store) {
        return store.collection() ? COLLECTION : KEY_VALUE;
    }

    private static ObjectNode page(Page page) {
        ObjectNode answer = CommandFamily.object().put("next", page.next());
        ArrayNode lines = answer.putArray("lines");
        for (Placed each : page.items()) {
            StoredItem item = each.item();
            ObjectNode line = CommandFamily.object().put("store", each.store().name()).put("kind", kind(each.store()))
                    .put("name", item.name()).put("changed", item.changed());
            line.set("item", JsonMapper.shared().readTree(item.json()));
            // As a text, which the one who asked writes as it is.
            lines.add(ItemRules.wellFormed(line.toString()));
        }
        return answer;
    }

    /**
     * @param number
     *            of the first line, for messages
     */
    private static List<Placed> items(String addon, JsonNode lines, long number) throws CommandRefused {
        List<Placed> items = new ArrayList<>();
        if (addon.isEmpty() || addon.length() > StoreId.LONGEST_ADDON) {
            throw new CommandRefused("an add-on's name of " + addon.length() + " characters (expected: 1 to "
                    + StoreId.LONGEST_ADDON + ")");
        }
        long at = number;
        for (JsonNode line : lines) {
            try {
                items.add(item(addon, JsonMapper.shared().readTree(line.asString(""))));
            } catch (StorageFailure e) {
                throw new CommandRefused("line " + at + ": " + e.getMessage());
            } catch (JacksonException e) {
                throw new CommandRefused("line " + at + ": no JSON: " + e.getOriginalMessage());
            }
            at++;
        }
        return items;
    }

    private static Placed item(String addon, JsonNode line) throws StorageFailure {
        boolean collection = line.path("kind").asString("").equals(COLLECTION);
        String store = line.path("store").asString("");
        String name = line.path("name").asString("");
        long changed = line.path("changed").asLong(0);
        if (!collection && !line.path("kind").asString("").equals(KEY_VALUE) || store.isEmpty()
                || store.length() > StoreId.LONGEST_NAME || store.indexOf('\0') >= 0 || changed < 0
                || changed > ItemRules.LATEST || collection && !ItemRules.isId(name)) {
            throw ItemRules.invalid(
                    "(expected: a line that annex data export has written, with store, kind, name, changed and item)");
        }
        ItemRules.checkKey(name);
        return new Placed(new StoreId(addon, collection, store),
                new StoredItem(name, ItemRules.merged(null, line.path("item").toString(), collection), changed));
    }
}
