package io.annex.core.outbound;

/**
 * An outbound call that failed; the message is for the add-on's author. Has no
 * stack: it is the fate of a call, not a defect.
 */
public final class OutboundFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** What happened, by the code that Node would give it where it has one. */
    public enum Kind {
        /** A grant is missing. */
        REFUSED("EACCES"),
        /** The call itself makes no sense. */
        INVALID("EINVAL"), NOT_FOUND("ENOTFOUND"), CONNECT("ECONNREFUSED"), RESET("ECONNRESET"),
        /** One of the time limits was passed. */
        TIME("ETIMEDOUT"),
        /** The peer's certificate is not trusted, or TLS failed otherwise. */
        TLS("ECERT"),
        /** A limit other than of time was passed. */
        LIMIT("ELIMIT"),
        /** The caller does not want it any more. */
        CANCELLED("ECANCELED");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** E.g. {@code ECONNREFUSED}. */
        public String code() {
            return code;
        }
    }

    private final Kind kind;

    public OutboundFailure(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
