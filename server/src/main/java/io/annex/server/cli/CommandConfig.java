package io.annex.server.cli;

import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.config.Config;
import io.annex.server.config.ConfigReader;
import io.annex.server.config.InvalidConfig;
import io.annex.server.config.Setting;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configuration that a server started here would have. */
final class CommandConfig {
    private CommandConfig() {
    }

    /**
     * Reads it.
     *
     * @param configFile
     *            the file that the command line names, or {@code null}
     */
    static Config read(@Nullable Path configFile, Map<Setting, String> options) {
        String variable = System.getenv("ANNEX_CONFIG");
        Path file = configFile != null ? configFile : variable != null ? Path.of(variable) : Path.of("annex.yaml");
        boolean asked = configFile != null || variable != null;
        try {
            return ConfigReader.read(asked || Files.exists(file) ? file : null, System.getenv(), options);
        } catch (InvalidConfig e) {
            throw new CommandFailure(AnnexCommand.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
