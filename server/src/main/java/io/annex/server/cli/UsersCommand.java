package io.annex.server.cli;

import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.operator.Administration;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code annex users}: who may log in. Passwords are asked for, or read from
 * the standard input; never from the command line, which others can see.
 */
@Command(name = "users", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Adds, lists, switches off and removes users.")
final class UsersCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(),
                "Missing command (expected: add, list, passwd, disable, enable or remove)");
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds a user. The password is asked for, or read from the standard input.")
    int add(@Mixin OperatorCommand operator, @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--email", defaultValue = "") String email,
            @Option(names = "--firstname", defaultValue = "") String firstname,
            @Option(names = "--lastname", defaultValue = "") String lastname) {
        if (name.isBlank() || !name.equals(name.strip()) || name.chars().anyMatch(Character::isISOControl)) {
            throw operator.mistake("NAME: " + name + " (expected: a name without blanks around it)");
        }
        ObjectNode request = Administration.request("users.add").put("username", name).put("email", email)
                .put("firstname", firstname).put("lastname", lastname).put("password", password(operator));
        return operator.run(request, user -> operator.out().println(
                "User " + user.path("username").asString() + " is added, number " + user.path("id").asLong() + "."));
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the users.")
    int list(@Mixin OperatorCommand operator) {
        return operator.run(Administration.request("users.list"), answer -> {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("NUMBER", "NAME", "STATE", "EMAIL", "FIRST NAME", "LAST NAME"));
            answer.path("users")
                    .forEach(user -> rows.add(List.of(user.path("id").asString(), user.path("username").asString(),
                            user.path("enabled").asBoolean() ? "on" : "off", user.path("email").asString(),
                            user.path("firstname").asString(), user.path("lastname").asString())));
            operator.table(rows);
        });
    }

    @Command(name = "passwd", mixinStandardHelpOptions = true, description = "Gives a user another password, asked for or read from the standard input.")
    int passwd(@Mixin OperatorCommand operator, @Parameters(paramLabel = "NAME") String name) {
        return operator.run(
                Administration.request("users.passwd").put("username", name).put("password", password(operator)),
                answer -> operator.out().println("User " + name + " has another password."));
    }

    @Command(name = "disable", mixinStandardHelpOptions = true, description = "Switches a user off, within a second.")
    int disable(@Mixin OperatorCommand operator, @Parameters(paramLabel = "NAME") String name) {
        return change(operator, "users.disable", name, "is switched off");
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Switches a user on, within a second.")
    int enable(@Mixin OperatorCommand operator, @Parameters(paramLabel = "NAME") String name) {
        return change(operator, "users.enable", name, "is switched on");
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes a user, within a second.")
    int remove(@Mixin OperatorCommand operator, @Parameters(paramLabel = "NAME") String name) {
        return change(operator, "users.remove", name, "is removed");
    }

    private static int change(OperatorCommand operator, String what, String name, String done) {
        return operator.run(Administration.request(what).put("username", name),
                answer -> operator.out().println("User " + name + " " + done + "."));
    }

    private static String password(OperatorCommand operator) {
        // Without a terminal there is no console, or one that is none.
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        try {
            String password = terminal.isPresent() ? prompted(terminal.get()) : line();
            if (password == null || password.isEmpty()) {
                throw operator.mistake("no password was given");
            }
            return password;
        } catch (IOException e) {
            throw new CommandFailure(AnnexCommand.FAILED, "the password cannot be read: " + e.getMessage());
        }
    }

    private static @Nullable String line() throws IOException {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }

    private static String prompted(Console console) {
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Once more: ");
        if (!Arrays.equals(first, second)) {
            throw new CommandFailure(AnnexCommand.USAGE, "the two passwords are not the same");
        }
        return new String(first);
    }
}
