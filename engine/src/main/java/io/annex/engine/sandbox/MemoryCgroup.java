package io.annex.engine.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A bound on the memory of child processes that the kernel itself keeps:
 * control groups, version 2 ({@code Documentation/admin-guide/cgroup-v2.rst}).
 *
 * <p>
 * Two places are possible. Where the server's own group is inside one that was
 * delegated to its user (systemd: {@code Delegate=memory} with
 * {@code DelegateSubgroup=server}), the children's groups are made beside it.
 * Where the server's own group was delegated ({@code Delegate=memory} alone),
 * the server first moves into a group {@code server} in it, because a group
 * that hands a controller on must hold no process itself.
 *
 * <p>
 * A child is charged for what it allocates from the moment it is moved; what it
 * has touched before stays with the server's group. So move it right after its
 * start.
 *
 * <p>
 * What has been tried: making a group, moving a process and removing the group,
 * on a kernel whose version 2 hierarchy has no memory controller. What has not:
 * the limits themselves, and delegation by systemd.
 *
 * <p>
 * Not thread-safe. The kernel removes nothing: close every child's group after
 * its process has ended, and this at the end.
 */
public final class MemoryCgroup implements AutoCloseable {
    /** Whether groups can be made here. */
    public sealed interface Place permits Possible, Impossible {
    }

    /**
     * They can.
     *
     * @param parent
     *            the group in which they are made
     * @param moveServer
     *            whether the server's own processes must first leave it
     */
    public record Possible(Path parent, boolean moveServer) implements Place {
        @Override
        public String toString() {
            return "cgroup " + parent;
        }
    }

    /** They cannot. */
    public record Impossible(String why, String howToGet) implements Place {
    }

    private static final String DELEGATE = "in the systemd unit: Delegate=memory and DelegateSubgroup=server";
    private static final String PROCESSES = "cgroup.procs";
    private static final String HANDED_ON = "cgroup.subtree_control";
    private static final String MEMORY = "memory";

    private final Path group;
    private int children;

    private MemoryCgroup(Path group) {
        this.group = group;
    }

    /** Looks, and changes nothing. */
    public static Place find() {
        try {
            Optional<Path> mount = mount(Files.readAllLines(Path.of("/proc/self/mountinfo")));
            if (mount.isEmpty()) {
                return new Impossible("no cgroup version 2 is mounted",
                        "boot with systemd.unified_cgroup_hierarchy=1, or mount it into the container");
            }
            Optional<String> own = own(Files.readAllLines(Path.of("/proc/self/cgroup")));
            return own.isEmpty()
                    ? new Impossible("this process is in no group of version 2", DELEGATE)
                    : find(mount.get(), mount.get().resolve(own.get().substring(1)).normalize());
        } catch (IOException e) {
            return new Impossible("not Linux, or no /proc: " + e, "run the server on Linux");
        }
    }

    static Place find(Path mount, Path own) throws IOException {
        if (!words(own.resolve("cgroup.controllers")).contains(MEMORY)) {
            boolean old = !words(mount.resolve("cgroup.controllers")).contains(MEMORY);
            return new Impossible(
                    old
                            ? "the memory controller is not in version 2 here"
                            : own + " was not given the memory controller",
                    old ? "boot with systemd.unified_cgroup_hierarchy=1" : DELEGATE);
        }
        Path parent = own.getParent();
        if (!own.equals(mount) && parent != null && writable(parent)
                && (words(parent.resolve(HANDED_ON)).contains(MEMORY) || words(parent.resolve(PROCESSES)).isEmpty())) {
            return new Possible(parent, false);
        }
        if (writable(own)) {
            // The root of the hierarchy alone, which has no type, may hold processes and
            // hand on.
            return new Possible(own,
                    !words(own.resolve(HANDED_ON)).contains(MEMORY) && Files.exists(own.resolve("cgroup.type")));
        }
        return new Impossible(own + " belongs to another user", DELEGATE);
    }

    /**
     * Makes the group that holds those of the children.
     *
     * @throws IOException
     *             when the kernel refuses, with what it said
     */
    public static MemoryCgroup open(Possible place) throws IOException {
        if (place.moveServer()) {
            Path server = place.parent().resolve("server");
            if (!Files.isDirectory(server)) {
                Files.createDirectory(server);
            }
            for (String pid : words(place.parent().resolve(PROCESSES))) {
                write(server.resolve(PROCESSES), pid);
            }
        }
        handOn(place.parent());
        MemoryCgroup made = make(place.parent());
        handOn(made.group);
        return made;
    }

    /** Without any controller. */
    static MemoryCgroup make(Path parent) throws IOException {
        return new MemoryCgroup(Files.createDirectory(parent.resolve("annex-" + ProcessHandle.current().pid())));
    }

    /** A group for one process and all it may start. */
    public static final class Child implements AutoCloseable {
        private final Path group;

        private Child(Path group) {
            this.group = group;
        }

        Path group() {
            return group;
        }

        /**
         * Sets the bound, in bytes.
         *
         * @throws IOException
         *             when the kernel refuses, or the group is gone
         */
        public void limit(long bytes) throws IOException {
            write(group.resolve("memory.max"), String.valueOf(bytes));
        }

        /** How often the kernel had to kill for want of memory. */
        public long killed() {
            try {
                return Files.readAllLines(group.resolve("memory.events")).stream()
                        .filter(line -> line.startsWith("oom_kill "))
                        .mapToLong(line -> Long.parseLong(line.substring(9))).sum();
            } catch (IOException e) {
                return 0;
            }
        }

        /**
         * Removes the group; its processes must have ended.
         *
         * @throws IOException
         *             while one is alive
         */
        @Override
        public void close() throws IOException {
            remove(group);
        }
    }

    /**
     * A group of its own for that process: killed as a whole above so many bytes,
     * without swap.
     *
     * @throws IOException
     *             when the kernel refuses, or the process has ended; no group is
     *             left then
     */
    public Child bound(long pid, long bytes) throws IOException {
        return child(pid, List.of("memory.max=" + bytes, "memory.swap.max=0", "memory.oom.group=1"));
    }

    Child child(long pid, List<String> settings) throws IOException {
        Path made = Files.createDirectory(group.resolve("cell-" + ++children));
        try {
            for (String setting : settings) {
                int equals = setting.indexOf('=');
                Path file = made.resolve(setting.substring(0, equals));
                // A kernel without swap accounting has no such file.
                if (Files.exists(file) || !setting.startsWith("memory.swap")) {
                    write(file, setting.substring(equals + 1));
                }
            }
            write(made.resolve(PROCESSES), String.valueOf(pid));
            return new Child(made);
        } catch (IOException e) {
            remove(made);
            throw e;
        }
    }

    /**
     * Removes the group; those of the children must have been closed.
     */
    @Override
    public void close() throws IOException {
        remove(group);
    }

    private static void handOn(Path group) throws IOException {
        if (!words(group.resolve(HANDED_ON)).contains(MEMORY)) {
            write(group.resolve(HANDED_ON), "+" + MEMORY);
        }
    }

    private static void remove(Path group) throws IOException {
        try {
            // A group's files vanish with it.
            Files.delete(group);
        } catch (NoSuchFileException gone) {
            // by someone else
        } catch (DirectoryNotEmptyException e) {
            throw new IOException(group + " has groups in it", e);
        }
    }

    private static boolean writable(Path group) {
        return Files.isWritable(group) && Files.isWritable(group.resolve(PROCESSES))
                && Files.isWritable(group.resolve(HANDED_ON));
    }

    private static void write(Path file, String value) throws IOException {
        try {
            Files.writeString(file, value, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(file + ": cannot write " + value, e);
        }
    }

    private static List<String> words(Path file) throws IOException {
        String text = Files.readString(file).strip();
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    /**
     * Where version 2 is mounted: the line whose type is cgroup2, see
     * proc_pid_mountinfo(5).
     */
    static Optional<Path> mount(List<String> mountinfo) {
        return mountinfo.stream().filter(line -> line.contains(" - cgroup2 ")).map(line -> Path.of(line.split(" ")[4]))
                .findFirst();
    }

    /** This process's group of version 2, seen from the mount: cgroups(7). */
    static Optional<String> own(List<String> cgroup) {
        return cgroup.stream().filter(line -> line.startsWith("0::/")).map(line -> line.substring(3)).findFirst();
    }
}
