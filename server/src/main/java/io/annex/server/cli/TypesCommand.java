package io.annex.server.cli;

import io.annex.core.source.Staging;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annex types}: gives an add-on the types of this Annex. */
@Command(name = "types", mixinStandardHelpOptions = true, description = "Replaces an add-on's copy of the types, the folder "
        + ProjectFiles.TYPES + ", by those of this Annex.")
final class TypesCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The add-on. Default: the current folder.")
    private Path addon = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Path folder = addon.toAbsolutePath().normalize();
        if (!Files.isRegularFile(folder.resolve("package.json"))) {
            throw new CommandFailure(AnnexCommand.USAGE,
                    folder + ": no package.json (expected: the folder of an add-on, such as annex new makes)");
        }
        Map<String, byte[]> files = ProjectFiles.types();
        Staging.delete(folder.resolve(ProjectFiles.TYPES));
        for (Map.Entry<String, byte[]> each : files.entrySet()) {
            Path file = folder.resolve(each.getKey());
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, each.getValue());
        }
        spec.commandLine().getOut().println("Wrote " + files.size() + " files to " + addon.resolve(ProjectFiles.TYPES));
        return 0;
    }
}
