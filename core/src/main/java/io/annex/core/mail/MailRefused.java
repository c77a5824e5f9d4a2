package io.annex.core.mail;

/** A mail was not sent, with a message for the add-on's author. */
public final class MailRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String detail;

    public MailRefused(String code, String message) {
        this(code, message, "");
    }

    /**
     * @param code
     *            one word for programs
     * @param detail
     *            for the operator's log alone; empty for nothing
     */
    public MailRefused(String code, String message, String detail) {
        super(message, null, false, false);
        this.code = code;
        this.detail = detail;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return detail;
    }
}
