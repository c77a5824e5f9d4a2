package io.annex.core.storage.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the items of a collection. A field is a top-level property's
 * key, or a path with dots into what it has; the empty one is any.
 */
public sealed interface Query {
    /** Every item. */
    record All() implements Query {
    }

    /** No item: what was asked has no word in it. */
    record Nothing() implements Query {
    }

    /**
     * Items with these words of a field, one after the other.
     *
     * @param words
     *            as {@link Words} makes them; at least one
     * @param open
     *            whether the last one is the beginning of a word
     */
    record Phrase(String field, List<String> words, boolean open) implements Query {
        public Phrase {
            words = List.copyOf(words);
        }
    }

    /**
     * Items with this text as the whole of a field.
     *
     * @param text
     *            as {@link Words#whole} makes it
     * @param open
     *            whether it is the beginning of a text
     */
    record Whole(String field, String text, boolean open) implements Query {
    }

    /** Items with a number of a field between two; both may be infinite. */
    record Numbers(String field, double low, boolean withLow, double high, boolean withHigh) implements Query {
    }

    /** Items with a text of a field between two; none is no bound. */
    record Texts(String field, @Nullable String low, boolean withLow, @Nullable String high,
            boolean withHigh) implements Query {
    }

    /** Items that have the field at all. */
    record Present(String field) implements Query {
    }

    /** The item with this id. */
    record Id(String dsid) implements Query {
    }

    /** Items that were changed last between two times, in milliseconds. */
    record Changed(double low, boolean withLow, double high, boolean withHigh) implements Query {
    }

    /** Items that all of them find. */
    record And(List<Query> parts) implements Query {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** Items that one of them finds. */
    record Or(List<Query> parts) implements Query {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** Items that it does not find. */
    record Not(Query part) implements Query {
    }
}
