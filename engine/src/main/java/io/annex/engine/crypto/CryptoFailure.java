package io.annex.engine.crypto;

import java.util.Locale;

/**
 * A function that refused its arguments or came to nothing. The message begins
 * with a code for programs and a NUL; what follows is for the author.
 */
public final class CryptoFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is; the guest library knows them by these names. */
    enum Code {
        /** There is no such algorithm here. */
        UNSUPPORTED,
        /** More than a bound allows. */
        BOUND,
        /** A length or a number out of its range. */
        PARAMETER,
        /** What was to be a key is none, or one of another kind. */
        KEY,
        /** An encrypted key without its passphrase. */
        PASSPHRASE,
        /** The passphrase does not open it. */
        BAD_PASSPHRASE,
        /** A tag does not hold. */
        AUTH,
        /** Padding or length are wrong. */
        DECRYPT,
        /** Too much for the key. */
        LARGE,
        /** No certificate. */
        CERTIFICATE,
        /** Used after its end. */
        STATE,
        /** All else. */
        OPERATION,
        /** Nobody waits for it any more. */
        STOPPED
    }

    private final Code code;

    CryptoFailure(Code code, String message) {
        super(code.name().toLowerCase(Locale.ROOT).replace('_', '-') + '\0' + message, null, false, false);
        this.code = code;
    }

    Code code() {
        return code;
    }

    static CryptoFailure unsupported(String what) {
        return new CryptoFailure(Code.UNSUPPORTED, what);
    }

    static CryptoFailure bound(String message) {
        return new CryptoFailure(Code.BOUND, message);
    }

    static CryptoFailure parameter(String message) {
        return new CryptoFailure(Code.PARAMETER, message);
    }

    static CryptoFailure key(String message) {
        return new CryptoFailure(Code.KEY, message);
    }

    static CryptoFailure operation(String message) {
        return new CryptoFailure(Code.OPERATION, message);
    }
}
