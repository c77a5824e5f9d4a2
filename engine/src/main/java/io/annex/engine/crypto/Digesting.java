package io.annex.engine.crypto;

/** A digest in the making, of whichever provider. */
interface Digesting {
    void update(byte[] bytes, int from, int length);

    /** What it has come to; it begins anew. */
    byte[] finish();

    /** So many bytes of one that has any number of them. */
    default byte[] finish(int length) throws CryptoFailure {
        throw CryptoFailure.parameter("outputLength: this digest has a length of its own");
    }

    void reset();

    Digesting copy();
}
