package io.annex.core.storage;

/**
 * An item as it is kept.
 *
 * @param name
 *            its key, or its id in a collection
 * @param json
 *            an object, without what a collection adds
 * @param changed
 *            when it was changed last, in milliseconds
 */
public record StoredItem(String name, String json, long changed) {
    /** As add-ons see an item of a collection. */
    public String described() {
        StringBuilder all = new StringBuilder(json.length() + name.length() + 50).append(json, 0, json.length() - 1);
        if (json.length() > 2) {
            all.append(',');
        }
        // Ids are letters and digits, or were checked when they came from elsewhere.
        return all.append("\"dsid\":\"").append(name).append("\",\"dstimestamp\":").append(changed).append('}')
                .toString();
    }
}
