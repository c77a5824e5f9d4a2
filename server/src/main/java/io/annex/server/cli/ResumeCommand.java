package io.annex.server.cli;

import io.annex.server.operator.Administration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code annex resume}: lets an add-on that is suspended serve at once. */
@Command(name = "resume", mixinStandardHelpOptions = true, description = "Lets an add-on that is suspended, because its cells died, serve again at once.")
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    private OperatorCommand operator = new OperatorCommand();

    @Parameters(paramLabel = "ADDON", description = "The add-on's name.")
    private String addon = "";

    @Override
    public Integer call() {
        return operator.runInServer(Administration.request("addons.resume").put("addon", addon), answer -> operator
                .out().println(addon + (answer.path("resumed").asBoolean() ? " is resumed." : " was not suspended.")));
    }
}
