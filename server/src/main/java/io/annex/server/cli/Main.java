package io.annex.server.cli;

/** The process's entry. */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        int status = AnnexCommand.execute(arguments);
        // Not-daemon threads of libraries must not hold a finished command.
        System.exit(status);
    }
}
