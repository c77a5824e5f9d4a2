package io.annex.engine.sandbox;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The kernel's access control for processes without rights (landlock(7),
 * {@code Documentation/userspace-api/landlock.rst}).
 *
 * <p>
 * It holds for the thread that asks for it and for those that it starts
 * afterwards, directly or through others; the rules can only ever be narrowed.
 * Up to interface 7 the threads that the JVM has started before main (garbage
 * collector, compilers, finalizer, reference handler, signal dispatcher) are
 * not held. They run none of the guest's code, but share the memory with it:
 * against code that has broken out of V8 and writes where it likes, this is a
 * hurdle and no wall. The wall is a process that is confined from its first
 * instruction, see {@link Sandbox#become}. From interface 8 on (Linux 7.0) the
 * kernel does it for all threads at once.
 */
final class Landlock {
    private static final int VERSION = 1;
    private static final int PATH_BENEATH = 1;
    private static final int ALL_THREADS = 1 << 3;

    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 1 << 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_DIR = 1 << 3;
    private static final long REMOVE_DIR = 1 << 4;
    private static final long REMOVE_FILE = 1 << 5;
    private static final long MAKE_DIR = 1 << 7;
    private static final long MAKE_REG = 1 << 8;
    private static final long TRUNCATE = 1 << 14;

    private static final long TCP_BIND_AND_CONNECT = 3;
    private static final long ABSTRACT_SOCKETS_AND_SIGNALS = 3;

    static final int WITH_TCP = 4;
    static final int WITH_SCOPES = 6;
    static final int WITH_ALL_THREADS = 8;

    private Landlock() {
    }

    /** The version of the kernel's interface, or the error number, negated. */
    static long version(Kernel kernel) {
        return kernel.call(SystemCall.LANDLOCK_CREATE_RULESET, 0, 0, VERSION);
    }

    /**
     * Everything that concerns files and that this version can withhold, except to
     * connect to a socket by its path (9): the channel is one.
     */
    private static long files(long version) {
        int rights = switch ((int) version) {
            case 1 -> 13;
            case 2 -> 14; // REFER
            case 3, 4 -> 15; // TRUNCATE
            default -> 16; // IOCTL_DEV
        };
        return (1L << rights) - 1;
    }

    /**
     * Restricts this thread.
     *
     * @param programs
     *            whether what may be read may also be started as a program
     * @return zero or more: applied; else the error number, negated
     */
    static long restrict(Kernel kernel, long version, SandboxPolicy policy, boolean programs) {
        long rules = rules(kernel, version, policy, programs);
        if (rules < 0) {
            return rules;
        }
        try {
            return kernel.call(SystemCall.LANDLOCK_RESTRICT_SELF, rules,
                    version >= WITH_ALL_THREADS && !programs ? ALL_THREADS : 0);
        } finally {
            kernel.close(rules);
        }
    }

    /**
     * Rules that are not in force yet.
     *
     * @return a descriptor, or the error number, negated
     */
    static long rules(Kernel kernel, long version, SandboxPolicy policy, boolean programs) {
        // struct landlock_ruleset_attr: u64 handled_access_fs, handled_access_net,
        // scoped. Old kernels want it shorter.
        long handled = files(version);
        ByteBuffer attributes = kernel.struct(24);
        attributes.putLong(0, handled);
        attributes.putLong(8, version >= WITH_TCP ? TCP_BIND_AND_CONNECT : 0);
        attributes.putLong(16, version >= WITH_SCOPES ? ABSTRACT_SOCKETS_AND_SIGNALS : 0);
        long size = version >= WITH_SCOPES ? 24 : version >= WITH_TCP ? 16 : 8;
        long rules = kernel.call(SystemCall.LANDLOCK_CREATE_RULESET, Kernel.address(attributes), size, 0);
        if (rules < 0) {
            return rules;
        }
        long read = READ_FILE | READ_DIR | (programs ? EXECUTE : 0);
        long write = read | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE;
        long error = allow(kernel, rules, policy.readable(), read & handled);
        if (error == 0) {
            error = allow(kernel, rules, policy.writable(), write & handled);
        }
        if (error < 0) {
            kernel.close(rules);
            return error;
        }
        return rules;
    }

    private static long allow(Kernel kernel, long rules, List<Path> paths, long access) {
        // struct landlock_path_beneath_attr, packed: u64 allowed_access; s32 parent_fd.
        ByteBuffer rule = kernel.struct(16);
        for (Path path : paths) {
            long descriptor = kernel.path(path.toString());
            if (descriptor < 0) {
                continue;
            }
            // The rights that concern a folder are refused for a file.
            long folder = READ_DIR | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG;
            rule.putLong(0, Files.isDirectory(path) ? access : access & ~folder);
            rule.putInt(8, (int) descriptor);
            long error = kernel.call(SystemCall.LANDLOCK_ADD_RULE, rules, PATH_BENEATH, Kernel.address(rule), 0);
            kernel.close(descriptor);
            if (error < 0) {
                return error;
            }
        }
        return 0;
    }
}
