package io.annex.engine.sandbox;

import io.annex.engine.sandbox.Bpf.Instruction;
import io.annex.engine.sandbox.SystemCall.Group;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * The filter that the kernel runs before each system call of the process
 * (seccomp(2), {@code Documentation/userspace-api/seccomp_filter.rst}).
 *
 * <p>
 * It names what is refused and lets everything else pass. The other way round
 * would be tighter, and would break: HotSpot, V8 and the C library between them
 * call what they like, a new release of any of them may call something new, and
 * a JVM that misses a call once in a week ends in a crash nobody can explain.
 * What is named is what leads out of the process: sockets, programs, other
 * processes, the machine's settings, and the parts of the kernel that have had
 * the most holes. What remains works on memory, threads and descriptors that
 * the process has anyway, and on files, which are {@link Landlock}'s part.
 *
 * <p>
 * What is refused fails with EPERM, which Java code sees as an
 * {@code IOException}. A call made the way of another architecture (32-bit, or
 * x32 on x86-64) can only be an attempt to have its number misread: it kills
 * the process. {@code clone3} and {@code openat2} have their arguments in
 * memory, where no filter can look and where another thread could change them
 * after the look: they are answered ENOSYS, upon which the C library takes
 * {@code clone} and {@code openat}.
 *
 * <p>
 * Arguments are compared by their lower 32 bits because the kernel takes all
 * those that are looked at as an {@code int}, ignoring the rest.
 *
 * <p>
 * The calls that are allowed whatever their arguments (reads, writes, futexes,
 * polls) do not run the filter since Linux 5.11, which keeps a bitmap of them.
 */
final class SeccompFilter {
    static final int ALLOW = 0x7FFF0000;
    static final int KILL_PROCESS = 0x80000000;
    static final int ERRNO = 0x00050000;

    private static final int SET_MODE_FILTER = 1;
    private static final int TSYNC = 1;

    // struct seccomp_data: int nr; u32 arch; u64 instruction_pointer; u64 args[6].
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;

    private static final int X32 = 0x40000000;

    private static final int CLONE_THREAD = 0x00010000;
    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
    private static final int CLONE_NEW_NAMESPACE = 0x7E020000;
    /** O_WRONLY, O_RDWR, O_CREAT, O_TRUNC. */
    private static final int OPEN_FOR_WRITING = 1 | 2 | 0100 | 01000;

    private static final Set<Group> REFUSED = Set.of(Group.SOCKETS, Group.PROGRAMS, Group.PROCESSES, Group.SHARED,
            Group.NAMESPACES, Group.KERNEL, Group.IDENTITY, Group.ATTRIBUTES);

    private SeccompFilter() {
    }

    /**
     * @param self
     *            the only process that signals may be sent to
     * @param writing
     *            whether files may be opened for writing, made and removed, as far
     *            as Landlock allows it
     */
    static List<Instruction> program(Architecture architecture, int self, boolean writing) {
        Bpf bpf = new Bpf().load(ARCHITECTURE).ifNotEqual(architecture.audit, "kill").load(NUMBER);
        if (architecture == Architecture.X86_64) {
            bpf.ifAtLeast(X32, "kill");
        }
        for (SystemCall call : SystemCall.values()) {
            if (call.exists(architecture)) {
                String label = decision(call, writing);
                if (!label.isEmpty()) {
                    bpf.ifEqual(call.number(architecture), label);
                }
            }
        }
        bpf.answer(ALLOW);

        // A thread, and none with a namespace of its own.
        bpf.label("clone").load(argument(0)).ifNoBit(CLONE_THREAD, "refuse").ifAnyBit(CLONE_NEW_NAMESPACE, "refuse")
                .answer(ALLOW);
        // HotSpot signals its own threads.
        bpf.label("only to itself").load(argument(0)).ifNotEqual(self, "refuse").answer(ALLOW);
        bpf.label("prlimit64").load(argument(0)).ifEqual(0, "allow").ifNotEqual(self, "refuse").label("allow")
                .answer(ALLOW);
        // PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_MM, PR_SET_PTRACER: what the
        // sandbox has set stays.
        bpf.label("prctl").load(argument(0)).ifEqual(1, "refuse").ifEqual(4, "refuse").ifEqual(35, "refuse")
                .ifEqual(0x59616D61, "refuse").answer(ALLOW);
        // TIOCSTI and TIOCLINUX type into the terminal that the server was started
        // from.
        bpf.label("ioctl").load(argument(1)).ifEqual(0x5412, "refuse").ifEqual(0x541C, "refuse").answer(ALLOW);
        if (!writing) {
            if (SystemCall.OPEN.exists(architecture)) {
                bpf.label("open").load(argument(1)).ifAnyBit(OPEN_FOR_WRITING, "refuse").answer(ALLOW);
            }
            bpf.label("openat").load(argument(2)).ifAnyBit(OPEN_FOR_WRITING, "refuse").answer(ALLOW);
        }
        return bpf.label("refuse").answer(ERRNO | Kernel.EPERM).label("unknown").answer(ERRNO | Kernel.ENOSYS)
                .label("kill").answer(KILL_PROCESS).assemble();
    }

    /** Installs it for every thread of this process, or for none. */
    static long install(Kernel kernel, List<Instruction> program) {
        // struct sock_filter: u16 code; u8 jt, jf; u32 k.
        ByteBuffer code = kernel.struct(8 * program.size());
        for (Instruction each : program) {
            code.putShort((short) each.code()).put((byte) each.then()).put((byte) each.otherwise())
                    .putInt(each.value());
        }
        // struct sock_fprog: unsigned short len; struct sock_filter *filter.
        ByteBuffer whole = kernel.struct(16).putShort(0, (short) program.size()).putLong(8,
                Kernel.address(code.rewind()));
        return kernel.call(SystemCall.SECCOMP, SET_MODE_FILTER, TSYNC, Kernel.address(whole));
    }

    /** Whether a filter could be installed for all threads; changes nothing. */
    static boolean available(Kernel kernel) {
        // A kernel that knows the flag gets as far as the program's address, which is
        // none.
        return kernel.call(SystemCall.SECCOMP, SET_MODE_FILTER, TSYNC, 0) == -Kernel.EFAULT;
    }

    /** The label to go on with, or none when the call needs no test. */
    private static String decision(SystemCall call, boolean writing) {
        if (REFUSED.contains(call.group())) {
            return "refuse";
        }
        return switch (call.group()) {
            case CHANGES -> writing ? "" : "refuse";
            case REPLACED -> "unknown";
            case CHECKED -> switch (call) {
                case CLONE -> "clone";
                case KILL, TGKILL, RT_SIGQUEUEINFO, RT_TGSIGQUEUEINFO -> "only to itself";
                case PRLIMIT64 -> "prlimit64";
                case PRCTL -> "prctl";
                case IOCTL -> "ioctl";
                case OPEN -> writing ? "" : "open";
                case OPENAT -> writing ? "" : "openat";
                default -> throw new IllegalStateException("no check for " + call);
            };
            default -> "";
        };
    }

    /** The lower half of an argument; both architectures are little-endian. */
    private static int argument(int index) {
        return ARGUMENTS + 8 * index;
    }
}
