package io.annex.server.cli;

import io.annex.core.settings.Limit;
import io.annex.engine.cell.CellTrial;
import io.annex.engine.sandbox.Capabilities;
import io.annex.engine.sandbox.SandboxReport.State;
import io.annex.server.EngineSetup;
import io.annex.server.Installation;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.http.bound.ConnectionBounds;
import io.annex.server.log.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code annex doctor}: what this machine can enforce, what to change to get
 * the rest, and what a cell that is really started is confined by.
 */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = "Says what this machine can enforce on add-ons, and what to change to get the rest.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Logging.configure(false);
        PrintWriter out = spec.commandLine().getOut();
        out.println("Java " + Runtime.version() + " in " + System.getProperty("java.home"));
        out.println("This machine:");
        for (Capabilities.Capability each : Capabilities.probe()) {
            line(out, each.available(), each.measure(), each.detail());
            if (!each.available()) {
                out.println("        to have it: " + each.howToGet());
            }
        }
        descriptors(out, CommandConfig.read(null, Map.of()).edge().limits().connections());
        out.flush();
        Path folder = Files.createTempDirectory("annex-doctor-");
        try {
            cell(out, CellTrial.run(EngineSetup.cells(Installation.cache(folder), folder.resolve("run"),
                    Limit.HEAP.parse(Limit.HEAP.defaultText()))));
        } catch (IOException e) {
            throw new CommandFailure(AnnexCommand.FAILED, "no cell can be started: " + e.getMessage());
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        return 0;
    }

    /** Whether the connections that a server started here would take fit. */
    private static void descriptors(PrintWriter out, ConnectionBounds connections) {
        long most = ConnectionBounds.descriptors();
        long needed = connections.neededDescriptors();
        line(out, needed <= most, "descriptors",
                most + " for this process; server.connections is " + connections.most());
        if (needed > most) {
            out.println("        to have it: allow " + needed
                    + " (ulimit -n, or LimitNOFILE= of its systemd unit), or set server.connections to at most "
                    + most / 4 * 3);
        }
    }

    private static void cell(PrintWriter out, CellTrial trial) {
        out.println(String.format(Locale.ROOT, "A cell was ready after %.2f s, with %d MB of memory:",
                trial.start().toNanos() / 1e9, trial.residentBytes() >> 20));
        trial.sandbox().entries().forEach(each -> line(out, each.state() == State.APPLIED,
                each.measure().name().toLowerCase(Locale.ROOT).replace('_', ' '), each.detail()));
    }

    private static void line(PrintWriter out, boolean yes, String measure, String detail) {
        out.println("  " + (yes ? "yes" : "no ") + "   " + measure + (detail.isEmpty() ? "" : ": " + detail));
    }
}
