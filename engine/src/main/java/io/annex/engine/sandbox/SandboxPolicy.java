package io.annex.engine.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a process keeps when it enters the sandbox. Immutable.
 *
 * @param parent
 *            the process that started this one; when it ends, this one is
 *            killed
 * @param readable
 *            files, and folders with all that is in them, that may be read;
 *            those that do not exist are passed over
 * @param writable
 *            folders whose files may also be written, made and removed. With
 *            none, no thread can open any file for writing, with or without
 *            Landlock
 * @param openFiles
 *            how many descriptors may be open at a time
 */
public record SandboxPolicy(long parent, List<Path> readable, List<Path> writable, int openFiles) {
    /** Enough for a JVM, its libraries and one channel. */
    public static final int DEFAULT_OPEN_FILES = 256;

    public SandboxPolicy {
        if (parent <= 0) {
            throw new IllegalArgumentException("parent: " + parent + " (expected: a process id)");
        }
        if (openFiles < 64) {
            throw new IllegalArgumentException("openFiles: " + openFiles + " (expected: >= 64)");
        }
        readable = List.copyOf(readable);
        writable = List.copyOf(writable);
    }

    /**
     * Reading what a JVM needs after its start, and nothing else: the JDK, the
     * class path, the system's libraries, the time zone, random numbers, and what
     * /proc and /sys say about this process and about the machine's size.
     */
    public static SandboxPolicy forJava(long parent) {
        return new SandboxPolicy(parent, javaNeeds(), List.of(), DEFAULT_OPEN_FILES);
    }

    /** This policy with more to read. */
    public SandboxPolicy reading(Path... more) {
        return new SandboxPolicy(parent, Stream.concat(readable.stream(), Stream.of(more)).toList(), writable,
                openFiles);
    }

    /** This policy with more to write (and to read). */
    public SandboxPolicy writing(Path... more) {
        return new SandboxPolicy(parent, readable, Stream.concat(writable.stream(), Stream.of(more)).toList(),
                openFiles);
    }

    private static List<Path> javaNeeds() {
        Path java = Path.of(System.getProperty("java.home"));
        Set<Path> needs = new LinkedHashSet<>();
        needs.add(java);
        // Debian keeps the configuration and the certificates elsewhere and links to
        // them.
        for (String linked : List.of("conf", "conf/security/java.security", "lib/security", "lib/security/cacerts")) {
            try {
                Path real = java.resolve(linked).toRealPath();
                if (!real.startsWith(java)) {
                    needs.add(real);
                }
            } catch (IOException absent) {
                // then Java does not read it either
            }
        }
        for (String element : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            if (!element.isEmpty()) {
                needs.add(Path.of(element).toAbsolutePath());
            }
        }
        for (String system : List.of("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/etc/localtime",
                "/usr/share/zoneinfo", "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/proc/self",
                "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/loadavg", "/proc/sys/vm", "/proc/cgroups",
                "/sys/fs/cgroup", "/sys/devices/system/cpu", "/sys/devices/system/node",
                "/sys/kernel/mm/transparent_hugepage")) {
            needs.add(Path.of(system));
        }
        return new ArrayList<>(needs);
    }
}
