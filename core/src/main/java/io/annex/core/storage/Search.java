package io.annex.core.storage;

import io.annex.core.storage.query.Query;
import java.util.List;

/**
 * Which items of a collection are wanted.
 *
 * @param orders
 *            by what they are ordered, the most important first; the ones that
 *            were changed last come first where all of these are equal
 * @param count
 *            how many at most
 * @param skip
 *            how many of the first are left out
 */
public record Search(Query query, List<Order> orders, int count, int skip) {
    /** What a sorted item is sorted by. */
    public static final String BY_TIME = "dstimestamp";
    public static final String BY_ID = "dsid";

    /**
     * One of what they are ordered by.
     *
     * @param field
     *            a property's key, {@link #BY_TIME} or {@link #BY_ID}
     */
    public record Order(String field, boolean descending) {
    }

    public Search {
        orders = List.copyOf(orders);
    }
}
