package io.annex.engine.crypto;

import java.security.GeneralSecurityException;

/** Data that is being enciphered or deciphered, part by part. */
interface Ciphering {
    /** Data that is authenticated and not enciphered; before all other. */
    default void aad(byte[] data) throws GeneralSecurityException, CryptoFailure {
        throw CryptoFailure.parameter("aad: this cipher authenticates nothing");
    }

    /** The length of all data, where the mode has to know it before. */
    default void expect(long length) throws GeneralSecurityException, CryptoFailure {
        // Others need not know it.
    }

    /** The tag that is to hold, when deciphering. */
    default void expectTag(byte[] tag) throws CryptoFailure {
        throw CryptoFailure.parameter("tag: this cipher authenticates nothing");
    }

    /** Whether the last block is filled up. */
    default void pad(boolean on) throws GeneralSecurityException {
        // Most have no blocks.
    }

    /** What comes of more data, at once. */
    byte[] update(byte[] bytes, int from, int length) throws GeneralSecurityException, CryptoFailure;

    /**
     * What is left.
     *
     * @throws CryptoFailure
     *             when a tag or the padding does not hold
     */
    byte[] finish() throws GeneralSecurityException, CryptoFailure;

    /** The tag, as long as it was asked for, after the end. */
    default byte[] tag() throws CryptoFailure {
        throw CryptoFailure.parameter("tag: this cipher authenticates nothing");
    }
}
