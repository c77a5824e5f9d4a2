package io.annex.server.console;

/** An installation that is refused; the message is for the operator. */
final class InstallRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    InstallRefusal(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
