package io.annex.engine.sandbox;

import io.annex.engine.sandbox.SandboxReport.Entry;
import io.annex.engine.sandbox.SandboxReport.Measure;
import io.annex.engine.sandbox.SandboxReport.State;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A process that runs untrusted code gives up everything but its memory, its
 * threads and the one channel to its parent, which is connected by then.
 *
 * <p>
 * The order matters. No-new-privileges comes first because Landlock and seccomp
 * ask for it of a process without rights. The rights of a superuser go before
 * Landlock because some of them are above it. Seccomp comes last because it
 * refuses what the others need.
 *
 * <p>
 * What holds for whom: seccomp is put into force for every thread there is.
 * No-new-privileges comes to every thread with it. The limits on descriptors,
 * core dumps and the parent's death belong to the process. Landlock and the
 * dropped rights hold for the calling thread and those it starts from then on,
 * see {@link Landlock} for what that leaves.
 *
 * <p>
 * The process has been confined by then, in all its threads, by what it was
 * before it became this JVM: see {@link #become}.
 *
 * <p>
 * Rejected: a thread of the parent that is confined itself and hands that on to
 * the children it starts (the JDK's threads that wait for children are started
 * by it too, and so the common pool's, which then may not open a file); a
 * native launcher (one binary a platform, and nobody reads it), bubblewrap and
 * user namespaces (not there in containers, switched off by several
 * distributions), a limit on processes (RLIMIT_NPROC counts the threads of all
 * processes of the user, so the server's own load would decide whether a child
 * can start a thread; seccomp refuses new processes instead), a limit on
 * address space (RLIMIT_AS: V8 and HotSpot reserve far more than they use).
 *
 * <p>
 * To be known by the one who starts the process:
 * <ul>
 * <li>The parent-death signal is sent when the <em>thread</em> that started the
 * process ends (PR_SET_PDEATHSIG(2const)): start children from a platform
 * thread that lives as long as the server. The end of the channel remains the
 * main way to notice that the parent is gone.
 * <li>Files under /proc/PID that need more than to be looked up belong to root
 * afterwards (PR_SET_DUMPABLE(2const)): a parent of the same user can still
 * read statm, stat, status and cmdline, not smaps, environ or fd. Attaching to
 * it with jcmd is not possible (the JVM would need a socket); SIGQUIT still
 * prints a thread dump.
 * <li>Start it with {@code -XX:-UsePerfData}, as it could not remove that file
 * when it ends, and with {@code --enable-native-access=ALL-UNNAMED}.
 * <li>Whatever makes a socket when it is loaded must be loaded: a connected
 * {@code SocketChannel} brings all it needs. A {@code Selector} can be opened
 * afterwards.
 * <li>A JVM that records classes for an ahead-of-time cache needs a folder to
 * write to in its policy, and {@code -XX:AOTMode=record}:
 * {@code -XX:AOTCacheOutput} starts a program at the end, which is refused.
 * </ul>
 *
 * <p>
 * Entering costs 92 ms of CPU time in a fresh JVM, 75 of them to link the one
 * native call, and 38 ms with an ahead-of-time cache that was recorded by a
 * child that entered (two cores, JDK 25, median of five). What it costs
 * afterwards is lost in the noise for the calls that do not run the filter, and
 * some 150 ns for those that do.
 */
public final class Sandbox {
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SIGKILL = 9;
    private static final int RLIMIT_CORE = 4;
    private static final int RLIMIT_NOFILE = 7;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;
    private static final long MOST_DESCRIPTORS = 0xFFFFFFFFL;
    private static final int CLOSE_RANGE_CLOEXEC = 4;

    private final Kernel kernel;
    private final SandboxPolicy policy;
    private final List<Entry> entries = new ArrayList<>();

    private Sandbox(Kernel kernel, SandboxPolicy policy) {
        this.kernel = kernel;
        this.policy = policy;
    }

    /**
     * Gives up what the policy does not name, for good. To be called once, on the
     * main thread, when the channel is connected and before any other thread of the
     * application is started. Never fails: what could not be applied is in the
     * report, and it is the caller who decides whether to go on.
     *
     * @throws IllegalStateException
     *             on a virtual thread
     */
    public static SandboxReport enter(SandboxPolicy policy) {
        return apply(policy, Sandbox::enter);
    }

    /**
     * Does what {@link #become} and {@link #enter} do and changes nothing: for a
     * process whose start is recorded for an ahead-of-time cache, so that it has in
     * it what they need, the linked native call above all.
     */
    public static void rehearse(SandboxPolicy policy) {
        Architecture.here().ifPresent(architecture -> {
            try (Kernel kernel = new Kernel(architecture)) {
                SeccompFilter.program(architecture, (int) ProcessHandle.current().pid(), false);
                SeccompFilter.available(kernel);
                long version = Landlock.version(kernel);
                if (version > 0) {
                    kernel.close(Landlock.rules(kernel, version, started(policy), true));
                }
                arguments(kernel, List.of("java", "-version"));
            } catch (IllegalCallerException e) {
                // Then there is nothing to enter either.
            }
        });
    }

    /** Whether a process can be confined here at all. */
    public static boolean isSupported() {
        return Architecture.here().isPresent();
    }

    /**
     * Gives up, in this process, files that the policy does not name, and all
     * rights that a process can be without; and becomes another program
     * (execve(2)), with the same process id, the same open standard streams, and no
     * environment but the time zone (TZ) and the place of ICU's data (ICU_DATA) of
     * this process. What the policy lets it read it may run. What was given up
     * stays so, for every thread of the new program from its first instruction on:
     * a JVM has a dozen threads before main is called, which Landlock cannot reach
     * from inside. The new program still enters the sandbox itself.
     *
     * <p>
     * To be called by the first thing that a child process does. The parent itself
     * must never be confined, nor one of its threads: they would hand it on to
     * whatever they start, the JDK's own threads included.
     *
     * @param command
     *            the path of the program and its arguments
     * @return why it could not; otherwise it does not return
     */
    public static String become(SandboxPolicy policy, List<String> command) {
        Optional<Architecture> architecture = Architecture.here();
        if (architecture.isEmpty()) {
            return "not supported on " + System.getProperty("os.name") + " " + System.getProperty("os.arch");
        }
        try (Kernel kernel = new Kernel(architecture.get())) {
            new Sandbox(kernel, started(policy)).confine();
            // Whatever this JVM has open that is not its standard streams.
            kernel.call(SystemCall.CLOSE_RANGE, 3, MOST_DESCRIPTORS, CLOSE_RANGE_CLOEXEC);
            long answer = kernel.call(SystemCall.EXECVE, kernel.text(command.getFirst()), arguments(kernel, command),
                    arguments(kernel, environment()));
            return command.getFirst() + ": " + Kernel.error(answer);
        } catch (IllegalCallerException e) {
            return "start java with --enable-native-access=ALL-UNNAMED";
        }
    }

    /** V8 reads the clock and the place of its data there. */
    private static List<String> environment() {
        Map<String, String> all = System.getenv();
        return Stream.of("ICU_DATA", "TZ").filter(all::containsKey).map(name -> name + '=' + all.get(name)).toList();
    }

    /** The policy with what a program needs until it has started. */
    private static SandboxPolicy started(SandboxPolicy policy) {
        // What is not the process's own in /proc Landlock keeps from it (ptrace rules).
        return policy.reading(Path.of("/proc")).writing(Path.of("/dev/null"));
    }

    /** The address of texts as execve(2) takes them. */
    private static long arguments(Kernel kernel, List<String> texts) {
        ByteBuffer addresses = kernel.struct(8 * (texts.size() + 1));
        for (String text : texts) {
            addresses.putLong(kernel.text(text));
        }
        return Kernel.address(addresses.rewind());
    }

    private static SandboxReport apply(SandboxPolicy policy, Consumer<Sandbox> measures) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread cannot be confined, only a platform thread");
        }
        Optional<Architecture> architecture = Architecture.here();
        if (architecture.isEmpty()) {
            return nothing("not supported on " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        }
        try (Kernel kernel = new Kernel(architecture.get())) {
            Sandbox sandbox = new Sandbox(kernel, policy);
            measures.accept(sandbox);
            return new SandboxReport(sandbox.entries);
        } catch (IllegalCallerException e) {
            return nothing("start java with --enable-native-access=ALL-UNNAMED");
        }
    }

    private void confine() {
        noNewPrivileges();
        rootRights();
        landlock(true);
    }

    private void enter() {
        noNewPrivileges();
        rootRights();
        coreDumps();
        parentDeath();
        openFiles();
        landlock(false);
        systemCalls();
    }

    private void noNewPrivileges() {
        entry(Measure.NO_NEW_PRIVILEGES, kernel.call(SystemCall.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "",
                "is prctl(2) refused by the container's own filter?");
    }

    private void rootRights() {
        // struct __user_cap_header_struct { u32 version; int pid; }, and two times
        // three words of none.
        ByteBuffer header = kernel.struct(8).putInt(0, CAPABILITY_VERSION_3);
        ByteBuffer none = kernel.struct(24);
        entry(Measure.ROOT_RIGHTS, kernel.call(SystemCall.CAPSET, Kernel.address(header), Kernel.address(none)),
                "no capabilities, for this thread and those it starts",
                "run the server as a user of its own, not root");
    }

    private void coreDumps() {
        // The limit alone does not keep the kernel from piping a dump into a program,
        // see core(5).
        long limit = limit(RLIMIT_CORE, 0);
        long dumpable = kernel.call(SystemCall.PRCTL, PR_SET_DUMPABLE, 0, 0, 0, 0);
        entry(Measure.CORE_DUMPS, limit < 0 ? limit : dumpable, "", "set LimitCORE=0 for the server");
    }

    private void parentDeath() {
        long answer = kernel.call(SystemCall.PRCTL, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        long parent = kernel.call(SystemCall.GETPPID);
        if (answer == 0 && parent != policy.parent()) {
            entries.add(new Entry(Measure.PARENT_DEATH, State.NOT_AVAILABLE,
                    "process " + policy.parent() + " is not the parent (it is " + parent + "): it has ended already"));
        } else {
            entry(Measure.PARENT_DEATH, answer, "killed with process " + parent,
                    "the end of the channel has to be enough");
        }
    }

    private void openFiles() {
        entry(Measure.OPEN_FILES, limit(RLIMIT_NOFILE, policy.openFiles()), "at most " + policy.openFiles(),
                "allow prlimit(2) in the container's own filter");
    }

    private void landlock(boolean programs) {
        long version = Landlock.version(kernel);
        if (version < 0) {
            String why = Kernel.error(version) + ": " + howToGetLandlock(version);
            for (Measure measure : List.of(Measure.FILES, Measure.TCP, Measure.REACH)) {
                entries.add(new Entry(measure, State.NOT_AVAILABLE, why));
            }
            return;
        }
        String interfaceVersion = "Landlock " + version + ", " + whom(version, programs);
        long answer = Landlock.restrict(kernel, version, policy, programs);
        entry(Measure.FILES, answer,
                "read " + policy.readable().size() + " paths, write "
                        + (policy.writable().isEmpty() ? "none" : policy.writable().size()) + "; " + interfaceVersion,
                "");
        since(Landlock.WITH_TCP, "6.7", version, Measure.TCP, answer, interfaceVersion);
        since(Landlock.WITH_SCOPES, "6.12", version, Measure.REACH, answer, interfaceVersion);
    }

    private static String whom(long version, boolean programs) {
        if (programs) {
            return "for this thread and the processes it starts";
        }
        if (version >= Landlock.WITH_ALL_THREADS) {
            return "for all threads";
        }
        return "for this thread and those it starts; for the " + (threads() - 1)
                + " that the JVM started before, if the process was started confined (or with Linux 7.0)";
    }

    private void since(int needed, String linux, long version, Measure measure, long answer, String detail) {
        if (version < needed) {
            entries.add(new Entry(measure, State.NOT_AVAILABLE,
                    "Landlock " + version + " (needs: " + needed + ", Linux " + linux + ")"));
        } else {
            entry(measure, answer, detail, "");
        }
    }

    private void systemCalls() {
        boolean writing = !policy.writable().isEmpty();
        var program = SeccompFilter.program(kernel.architecture(), (int) ProcessHandle.current().pid(), writing);
        long answer = SeccompFilter.install(kernel, program);
        if (answer > 0) {
            entries.add(new Entry(Measure.SYSTEM_CALLS, State.NOT_AVAILABLE,
                    "thread " + answer + " is under another filter: start the process afresh"));
        } else {
            entry(Measure.SYSTEM_CALLS, answer,
                    "for all threads" + (writing ? "" : ", and no file can be opened for writing"), howToGetSeccomp());
        }
    }

    private long limit(int resource, long value) {
        ByteBuffer both = kernel.struct(16).putLong(0, value).putLong(8, value);
        return kernel.call(SystemCall.PRLIMIT64, 0, resource, Kernel.address(both), 0);
    }

    private void entry(Measure measure, long answer, String detail, String change) {
        if (answer >= 0) {
            entries.add(new Entry(measure, State.APPLIED, detail));
        } else {
            entries.add(new Entry(measure, State.NOT_AVAILABLE,
                    Kernel.error(answer) + (change.isEmpty() ? "" : ": " + change)));
        }
    }

    static String howToGetLandlock(long error) {
        return error == -Kernel.EOPNOTSUPP
                ? "boot with landlock first in lsm="
                : "needs Linux 5.13 with CONFIG_SECURITY_LANDLOCK, and a container that allows landlock_*";
    }

    static String howToGetSeccomp() {
        return "needs CONFIG_SECCOMP_FILTER, and a container that allows seccomp(2)";
    }

    private static int threads() {
        String[] tasks = new File("/proc/self/task").list();
        return tasks == null ? 1 : tasks.length;
    }

    private static SandboxReport nothing(String why) {
        return new SandboxReport(
                Arrays.stream(Measure.values()).map(each -> new Entry(each, State.NOT_AVAILABLE, why)).toList());
    }
}
