package io.annex.engine.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this machine can enforce. Asks, and changes nothing in this process.
 */
public final class Capabilities {
    /**
     * One thing that can be had or not.
     *
     * @param detail
     *            what was found
     * @param howToGet
     *            what to change to have it, empty when it is there
     */
    public record Capability(String measure, boolean available, String detail, String howToGet) {
    }

    private static final String NOT_SUPPORTED = "run the server on Linux, on x86-64 or arm64";

    private final List<Capability> found = new ArrayList<>();

    private Capabilities() {
    }

    /** In the order in which they are worth to be read. */
    public static List<Capability> probe() {
        Capabilities all = new Capabilities();
        Optional<Architecture> architecture = Architecture.here();
        if (architecture.isEmpty()) {
            all.add("sandbox", false, System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                    NOT_SUPPORTED);
            return List.copyOf(all.found);
        }
        try (Kernel kernel = new Kernel(architecture.get())) {
            all.add("kernel", true, "Linux " + System.getProperty("os.version"), "");
            all.user();
            all.systemCalls(kernel);
            all.landlock(kernel);
            all.memory();
            all.coreDumps();
        } catch (IllegalCallerException e) {
            all.add("sandbox", false, "native access is not enabled",
                    "start java with --enable-native-access=ALL-UNNAMED");
        }
        return List.copyOf(all.found);
    }

    private void user() {
        long user = user(status());
        add("ordinary user", user != 0, user < 0 ? "unknown" : "user id " + user,
                "run the server as a user of its own, not root");
    }

    private void systemCalls(Kernel kernel) {
        boolean available = SeccompFilter.available(kernel);
        add("system call filter", available,
                available ? "seccomp, for all threads of a process" : "seccomp does not answer",
                Sandbox.howToGetSeccomp());
    }

    private void landlock(Kernel kernel) {
        long version = Landlock.version(kernel);
        String have = version < 0 ? Kernel.error(version) : "Landlock " + version;
        String get = version < 0 ? Sandbox.howToGetLandlock(version) : "";
        add("file access", version >= 1, have, get);
        add("no TCP, by Landlock too", version >= Landlock.WITH_TCP, have, get.isEmpty() ? "Linux 6.7" : get);
        add("no signals and abstract sockets, by Landlock too", version >= Landlock.WITH_SCOPES, have,
                get.isEmpty() ? "Linux 6.12" : get);
    }

    private void memory() {
        switch (MemoryCgroup.find()) {
            case MemoryCgroup.Possible possible -> add("memory bound by the kernel", true, possible.toString(), "");
            case MemoryCgroup.Impossible impossible -> add("memory bound by the kernel", false, impossible.why(),
                    impossible.howToGet() + "; a watchdog bounds it until then");
        }
    }

    private void coreDumps() {
        String pattern;
        try {
            pattern = Files.readString(Path.of("/proc/sys/kernel/core_pattern")).strip();
        } catch (IOException e) {
            pattern = "unknown";
        }
        add("no core dumps", true, "of cells, whatever core_pattern says (" + pattern + ")", "");
    }

    private void add(String measure, boolean available, String detail, String howToGet) {
        found.add(new Capability(measure, available, detail, available ? "" : howToGet));
    }

    private static List<String> status() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The effective user id, or -1. */
    private static long user(List<String> status) {
        return status.stream().filter(line -> line.startsWith("Uid:")).map(line -> line.split("\\s+"))
                .mapToLong(ids -> Long.parseLong(ids[2])).findFirst().orElse(-1);
    }
}
