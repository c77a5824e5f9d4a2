package io.annex.engine.crypto;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker's guest has open between two calls, and what is kept because
 * its making takes longer than its use. Of the worker's thread alone.
 */
final class WorkerState {
    /** Each has some hundred bytes, at most a few thousand. */
    static final int MOST_HANDLES = 2000;
    /**
     * Fits into the processor's nearest memory, with what is digested beside it.
     */
    static final int PART = 1 << 12;

    private final Map<Integer, Object> handles = new HashMap<>();
    private final Map<String, Digesting> digests = new HashMap<>();
    private final List<String> numbered = new ArrayList<>();
    private byte @Nullable [] part;
    private int last;

    /**
     * Opens a handle.
     *
     * @throws CryptoFailure
     *             when there are too many; the guest then closes those that nobody
     *             has any more
     */
    int open(Object content) throws CryptoFailure {
        if (handles.size() >= MOST_HANDLES) {
            throw CryptoFailure.bound("%d digests and ciphers are open in this worker (expected: fewer; finish them)"
                    .formatted(handles.size()));
        }
        last++;
        handles.put(last, content);
        return last;
    }

    <T> T handle(Call call, Class<T> kind) throws CryptoFailure {
        Object found = handles.get(number(call));
        if (!kind.isInstance(found)) {
            throw new CryptoFailure(CryptoFailure.Code.STATE, "it has ended");
        }
        return kind.cast(found);
    }

    void close(Call call) throws CryptoFailure {
        handles.remove(number(call));
    }

    private static int number(Call call) throws CryptoFailure {
        return call.number(0, "handle", 0, Integer.MAX_VALUE);
    }

    int open() {
        return handles.size();
    }

    /** One that was finished, or never begun. */
    Digesting digest(String name) throws CryptoFailure {
        Digesting known = digests.get(name);
        if (known == null) {
            known = Digests.open(name);
            digests.put(name, known);
        }
        known.reset();
        return known;
    }

    /** By what number the guest may ask for a digest from now on. */
    int number(String name) throws CryptoFailure {
        digest(name);
        if (!numbered.contains(name)) {
            numbered.add(name);
        }
        return numbered.indexOf(name);
    }

    /** The name of the digest with that number. */
    String numbered(int number) throws CryptoFailure {
        if (number < 0 || number >= numbered.size()) {
            throw CryptoFailure.parameter("the call is not understood");
        }
        return numbered.get(number);
    }

    /** Through which bytes go that lie outside of Java's heap. */
    byte[] part() {
        byte[] known = part;
        if (known == null) {
            known = new byte[PART];
            part = known;
        }
        return known;
    }
}
