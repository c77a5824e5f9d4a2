package io.annex.engine.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was made of the keys that a worker used lately, by their DER: to read a
 * key takes as long as to sign with some. Thread-safe.
 */
final class KnownKeys {
    private static final int MOST = 64;

    /** Makes something of a key. */
    interface Maker {
        Object make(byte[] der) throws CryptoFailure, GeneralSecurityException;
    }

    private final Map<ByteBuffer, Object> known = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Object> eldest) {
            return size() > MOST;
        }
    };

    /** What was made of that key, or is made of it now. */
    <T> T get(byte[] der, Class<T> kind, Maker maker) throws CryptoFailure, GeneralSecurityException {
        ByteBuffer name = ByteBuffer.wrap(der);
        synchronized (known) {
            Object found = known.get(name);
            if (kind.isInstance(found)) {
                return kind.cast(found);
            }
        }
        Object made = maker.make(der);
        if (!kind.isInstance(made)) {
            throw CryptoFailure.key("key: one of another kind");
        }
        synchronized (known) {
            known.put(name, made);
        }
        return kind.cast(made);
    }
}
