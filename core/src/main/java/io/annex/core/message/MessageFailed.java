package io.annex.core.message;

/** A message was not answered. */
public final class MessageFailed extends Exception {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        /** No add-on of that name serves. */
        NO_ADDON,
        /** It has no such listener. */
        NO_LISTENER,
        /** As much waits for it as may; nothing was begun. */
        FULL,
        /** It serves no more, or the server ends; nothing was begun. */
        CLOSED,
        /** The listener has failed; the add-on's log has why. */
        FAILED,
        /** It was stopped, by a limit or with its worker; it may have begun. */
        STOPPED
    }

    private final Reason reason;

    MessageFailed(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
