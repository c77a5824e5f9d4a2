package io.annex.core.service.storage;

import io.annex.api.Storage;
import io.annex.core.service.OpCaller;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What add-ons in Java see of their stores. Thread-safe. */
final class JavaStorage implements Storage {
    private final OpCaller ops;

    JavaStorage(OpCaller ops) {
        this.ops = ops;
    }

    @Override
    public KeyValueStore keyValue(String name) {
        return new Store(ops, 'k', name);
    }

    @Override
    public Collection collection(String name) {
        return new Store(ops, 'c', name);
    }

    private static final class Store implements KeyValueStore, Collection {
        private final OpCaller ops;
        private final String which;

        Store(OpCaller ops, char kind, String name) {
            this.ops = ops;
            this.which = kind + "\0" + name.replace('\0', '\uFFFD') + '\0';
            call("open", "", "");
        }

        /** A NUL would end a key before its end. */
        private String call(String op, String name, String data) {
            return ops.call("storage." + op, which + name.replace('\0', '\uFFFD') + '\0' + data);
        }

        @Override
        public String get(String name) {
            return call("get", name, "");
        }

        @Override
        public String put(String key, String json) {
            return call("put", key, json);
        }

        @Override
        public String remove(String name) {
            return call("remove", name, "");
        }

        @Override
        public String add(String json) {
            String array = call("add", "", '[' + json + ']');
            return array.substring(1, array.length() - 1);
        }

        @Override
        public String addAll(String json) {
            return call("add", "", json);
        }

        @Override
        public String set(String dsid, String json) {
            return call("set", dsid, json);
        }

        @Override
        public void removeAll() {
            call("removeAll", "", "");
        }

        @Override
        public String find(String query, int count, int skip) {
            return find(query, count, skip, List.of());
        }

        @Override
        public String find(String query, int count, int skip, List<Order> orders) {
            ObjectNode search = JsonMapper.shared().createObjectNode().put("query", query).put("count", count)
                    .put("skip", skip);
            ArrayNode orderBy = search.putArray("orderBy");
            orders.forEach(each -> orderBy.addObject().put("field", each.field()).put("order",
                    each.descending() ? "DESC" : "ASC"));
            return call("find", "", search.toString());
        }
    }
}
