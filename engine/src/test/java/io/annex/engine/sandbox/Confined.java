package io.annex.engine.sandbox;

import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.loader.IJavetLibLoadingListener;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A child process of {@link SandboxTest}: connects to its parent, enters the
 * sandbox or does not, tries things, and prints for each {@code name: done} or
 * {@code name: failed: why}.
 */
final class Confined {
    static final int EXIT = 7;

    private final long parent;
    private final Path folder;
    private final InetSocketAddress tcp;
    private final SocketChannel channel;

    private Confined(long parent, Path folder, InetSocketAddress tcp, SocketChannel channel) {
        this.parent = parent;
        this.folder = folder;
        this.tcp = tcp;
        this.channel = channel;
    }

    private interface Attempt {
        void run() throws Exception;
    }

    /**
     * Arguments: free or sandboxed, the parent, its folder, its TCP port, what to
     * do.
     */
    public static void main(String[] arguments) throws Exception {
        boolean sandboxed = arguments[0].equals("sandboxed");
        long parent = Long.parseLong(arguments[1]);
        Path folder = Path.of(arguments[2]);
        var tcp = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[3]));
        var channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("channel")));
        if (sandboxed) {
            SandboxPolicy policy = SandboxPolicy.forJava(parent).reading(folder.resolve("readable"));
            if (arguments[4].equals("writing")) {
                policy = policy.writing(folder.resolve("writable"));
            }
            var threads = ManagementFactory.getThreadMXBean();
            long time = System.nanoTime();
            long cpu = threads.getCurrentThreadCpuTime();
            SandboxReport report = Sandbox.enter(policy);
            System.out.println("entered in " + (System.nanoTime() - time) / 1000 + " microseconds, "
                    + (threads.getCurrentThreadCpuTime() - cpu) / 1000 + " of CPU time");
            report.toString().lines().forEach(line -> System.out.println("report " + line));
        }
        Confined confined = new Confined(parent, folder, tcp, channel);
        switch (arguments[4]) {
            case "attempts" -> confined.attempts().forEach(Confined::attempt);
            case "needs" -> confined.needs().forEach(Confined::attempt);
            case "calls" -> confined.everyRefusedCall();
            case "writing" -> confined.written().forEach(Confined::attempt);
            case "old numbers" -> confined.call(0x40000000 | SystemCall.GETPPID.number(Architecture.X86_64));
            case "older thread" -> {
                attempt("read it from a thread of the JVM", () -> confined.olderThread(folder.resolve("secret")));
                attempt("read it from the main thread", () -> Files.readString(folder.resolve("secret")));
                attempt("run a program", () -> new ProcessBuilder("/bin/true").start().waitFor());
                attempt("read what the policy names", () -> Files.readString(folder.resolve("readable/other")));
            }
            case "wait" -> confined.await();
            case "nothing" -> {
            }
            default -> throw new IllegalArgumentException(arguments[4]);
        }
        System.exit(EXIT);
    }

    /** What leads out of the process: possible without the sandbox alone. */
    private Map<String, Attempt> attempts() {
        Map<String, Attempt> all = new LinkedHashMap<>();
        all.put("connect by TCP", () -> SocketChannel.open(tcp).close());
        all.put("listen on TCP", () -> ServerSocketChannel.open().bind(new InetSocketAddress(0)).close());
        all.put("open a UDP socket", () -> DatagramChannel.open().close());
        all.put("connect to another socket of the parent",
                () -> SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("other"))).close());
        all.put("make a pair of sockets", () -> call(SystemCall.SOCKETPAIR, 1, 1, 0, memory()));
        all.put("accept from an inherited socket", () -> reaches(SystemCall.ACCEPT, 9 /* EBADF */, -1));
        all.put("start a program", () -> {
            if (new ProcessBuilder("/bin/true").start().waitFor() != 0) {
                throw new IOException("/bin/true failed");
            }
        });
        all.put("become a program", () -> reaches(SystemCall.EXECVE, Kernel.EFAULT, -1));
        all.put("make a file in memory", () -> call(SystemCall.MEMFD_CREATE, memory(), 0));
        all.put("signal the parent", () -> call(SystemCall.KILL, parent, 0));
        all.put("signal a thread of the parent", () -> call(SystemCall.TGKILL, parent, parent, 0));
        all.put("queue a signal for the parent",
                () -> reaches(SystemCall.RT_SIGQUEUEINFO, Kernel.EFAULT, parent, 0, -1));
        all.put("trace the parent", () -> reaches(SystemCall.PTRACE, 3 /* ESRCH */, 17 /* DETACH */, parent, 0, 0));
        all.put("open the parent's handle", () -> call(SystemCall.PIDFD_OPEN, parent, 0));
        all.put("see the parent's limits", () -> call(SystemCall.PRLIMIT64, parent, 7, 0, memory()));
        all.put("pin the parent to a processor",
                () -> reaches(SystemCall.SCHED_SETAFFINITY, Kernel.EFAULT, parent, 8, -1));
        all.put("slow the parent down", () -> call(SystemCall.SETPRIORITY, 0, parent, 0));
        all.put("leave a shared segment", () -> reaches(SystemCall.SHMGET, Kernel.EINVAL, 0, -1, 0));
        all.put("see into other mounts", () -> reaches(SystemCall.UNSHARE, Kernel.EINVAL, -1));
        all.put("use io_uring's queue", () -> reaches(SystemCall.IO_URING_ENTER, 9 /* EBADF */, -1));
        all.put("follow a process again", () -> call(SystemCall.PRCTL, 1, 0, 0, 0, 0));
        all.put("be dumped again", () -> call(SystemCall.PRCTL, 4, 1, 0, 0, 0));
        all.put("type into the terminal", () -> reaches(SystemCall.IOCTL, 9 /* EBADF */, -1, 0x5412, 0));
        all.put("raise its own limit", () -> {
            ByteBuffer both = KERNEL.get().struct(16).putLong(0, 1000).putLong(8, 1000);
            call(SystemCall.PRLIMIT64, 0, 7, Kernel.address(both), 0);
        });
        all.put("change a file's mode", () -> Files.setPosixFilePermissions(folder.resolve("readable/file"),
                PosixFilePermissions.fromString("rwx------")));
        all.put("change a file's time",
                () -> Files.setLastModifiedTime(folder.resolve("readable/file"), FileTime.fromMillis(0)));
        all.put("write to a file", () -> Files.writeString(folder.resolve("readable/file"), "written"));
        all.put("make a file", () -> Files.createTempFile(folder, "made", ""));
        all.put("make a folder", () -> Files.createTempDirectory(folder, "made"));
        all.put("rename a file", () -> Files.move(folder.resolve("readable/old"), folder.resolve("readable/new")));
        all.put("remove a file", () -> Files.delete(folder.resolve("readable/superfluous")));
        all.putAll(reads());
        return all;
    }

    /** What Landlock alone can refuse. */
    private Map<String, Attempt> reads() {
        Map<String, Attempt> all = new LinkedHashMap<>();
        all.put("read /etc/passwd", () -> Files.readString(Path.of("/etc/passwd")));
        all.put("list the home folder", () -> Files.list(Path.of(System.getProperty("user.home"))).close());
        all.put("read another file of the parent", () -> Files.readString(folder.resolve("secret")));
        all.put("read the parent's environment", () -> Files.readAllBytes(Path.of("/proc/" + parent + "/environ")));
        all.put("read the parent's command line", () -> Files.readAllBytes(Path.of("/proc/" + parent + "/cmdline")));
        all.put("read it from a thread started later", () -> {
            List<Exception> thrown = new ArrayList<>();
            Thread thread = new Thread(() -> {
                try {
                    Files.readString(folder.resolve("secret"));
                } catch (IOException e) {
                    thrown.add(e);
                }
            });
            thread.start();
            thread.join();
            if (!thrown.isEmpty()) {
                throw thrown.getFirst();
            }
        });
        return all;
    }

    private Map<String, Attempt> written() {
        Map<String, Attempt> all = new LinkedHashMap<>();
        all.put("write where it may", () -> {
            Path file = Files.writeString(folder.resolve("writable/file"), "written");
            Files.writeString(file, "again");
            Files.delete(file);
        });
        all.put("write where it may not", () -> Files.writeString(folder.resolve("readable/file"), "written"));
        return all;
    }

    /** What must go on working. */
    private Map<String, Attempt> needs() {
        Map<String, Attempt> all = new LinkedHashMap<>();
        all.put("blocking channel", () -> echo("blocking"));
        all.put("selector", () -> {
            try (Selector selector = Selector.open()) {
                channel.configureBlocking(false);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                channel.write(ByteBuffer.wrap("select".getBytes()));
                while (selector.select() == 0 || !key.isReadable()) {
                    Thread.onSpinWait();
                }
                ByteBuffer answer = ByteBuffer.allocate(16);
                check(channel.read(answer) == 6);
                selector.wakeup();
                selector.select();
            }
            channel.configureBlocking(true);
            echo("blocking again");
        });
        all.put("pipe", () -> {
            Pipe pipe = Pipe.open();
            pipe.sink().write(ByteBuffer.wrap(new byte[3]));
            check(pipe.source().read(ByteBuffer.allocate(9)) == 3);
        });
        all.put("threads", () -> {
            var latch = new CountDownLatch(100);
            for (int i = 0; i < 50; i++) {
                new Thread(latch::countDown).start();
                Thread.ofVirtual().start(latch::countDown);
            }
            latch.await();
        });
        all.put("garbage collection", () -> {
            long sum = 0;
            for (int i = 0; i < 4000; i++) {
                sum += new byte[1 << 18].length;
            }
            System.gc();
            check(sum == 4000L << 18);
        });
        all.put("just-in-time compiler", () -> {
            long compiled = ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
            double sum = 0;
            for (int round = 0; round < 2000
                    && ManagementFactory.getCompilationMXBean().getTotalCompilationTime() <= compiled + 20; round++) {
                for (int i = 1; i < 100_000; i++) {
                    sum += Math.sqrt(i) / (i ^ 3);
                }
            }
            check(sum != 0);
            check(ManagementFactory.getCompilationMXBean().getTotalCompilationTime() > compiled);
        });
        all.put("classes of the class path", () -> {
            Class.forName("org.assertj.core.api.Assertions");
            Class.forName("io.annex.engine.sandbox.SandboxTest");
            Class.forName("javax.script.ScriptEngineManager").getConstructor().newInstance();
        });
        all.put("CPU time of a thread",
                () -> check(ManagementFactory.getThreadMXBean().getThreadCpuTime(Thread.currentThread().threadId()) > 0
                        && System.nanoTime() != 0));
        all.put("memory of the process",
                () -> check(new String(Files.readAllBytes(Path.of("/proc/self/statm"))).split(" ").length == 7));
        all.put("random numbers", () -> new SecureRandom().nextInt());
        all.put("time zone", () -> check(!ZoneId.systemDefault().getId().isEmpty()));
        all.put("reading what the policy names", () -> Files.readString(folder.resolve("readable/other")));
        all.put("signal to itself", () -> call(SystemCall.KILL, ProcessHandle.current().pid(), 0));
        all.put("V8", () -> {
            JavetLibLoader.setLibLoadingListener(new IJavetLibLoadingListener() {
                @Override
                public File getLibPath(JSRuntimeType type) {
                    return folder.resolve("readable").toFile();
                }

                @Override
                public boolean isDeploy(JSRuntimeType type) {
                    return false;
                }
            });
            V8RuntimeOptions.V8_FLAGS.setIcuDataFile(folder.resolve("readable/icudtl.dat").toString());
            try (V8Runtime runtime = V8Host.getV8I18nInstance().createV8Runtime()) {
                check(runtime.getExecutor("let s = 0; for (let i = 0; i < 3e7; i++) s = (s + i * 7) | 0; s")
                        .executeInteger() != 0);
            }
        });
        all.put("closing a channel that is read", () -> {
            var started = new CountDownLatch(1);
            Thread closer = new Thread(() -> {
                try {
                    started.await();
                    Thread.sleep(50);
                    channel.close();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            closer.start();
            started.countDown();
            try {
                channel.read(ByteBuffer.allocate(1));
                throw new IOException("read");
            } catch (AsynchronousCloseException expected) {
                closer.join();
            }
        });
        return all;
    }

    /**
     * With arguments that no call accepts; none of them gets as far as to see them.
     */
    private void everyRefusedCall() {
        for (SystemCall call : SystemCall.values()) {
            switch (call.group()) {
                case USED, CHECKED -> {
                }
                default -> {
                    if (call.exists(KERNEL.get().architecture())) {
                        System.out.println(call + ": " + KERNEL.get().call(call, -1, -1, -1, -1, -1, -1));
                    }
                }
            }
        }
    }

    /** Says that it is there and ends with the channel. */
    private void await() throws IOException {
        System.out.println("ready");
        while (channel.read(ByteBuffer.allocate(1)) >= 0) {
            Thread.onSpinWait();
        }
    }

    /** Reads on the finalizer's thread, which is there before main is called. */
    private void olderThread(Path file) throws Exception {
        var outcome = new CompletableFuture<String>();
        Reader.make(file, outcome);
        while (!outcome.isDone()) {
            System.gc();
            Thread.sleep(1);
        }
        String failure = outcome.get();
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
    }

    @SuppressWarnings({"removal", "Finalize"})
    private static final class Reader {
        private final Path file;
        private final CompletableFuture<String> outcome;

        private Reader(Path file, CompletableFuture<String> outcome) {
            this.file = file;
            this.outcome = outcome;
        }

        static void make(Path file, CompletableFuture<String> outcome) {
            new Reader(file, outcome);
        }

        @Override
        protected void finalize() {
            try {
                Files.readString(file);
                outcome.complete("");
            } catch (IOException e) {
                outcome.complete(e.toString());
            }
        }
    }

    private void echo(String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes()));
        ByteBuffer answer = ByteBuffer.allocate(text.length());
        while (answer.hasRemaining() && channel.read(answer) >= 0) {
            Thread.onSpinWait();
        }
        check(new String(answer.array()).equals(text));
    }

    private static void attempt(String name, Attempt attempt) {
        try {
            attempt.run();
            System.out.println(name + ": done");
        } catch (Throwable e) {
            System.out.println(name + ": failed: " + e);
        }
    }

    private static void check(boolean expected) throws IOException {
        if (!expected) {
            throw new IOException("unexpected");
        }
    }

    private static final ThreadLocal<Kernel> KERNEL = ThreadLocal
            .withInitial(() -> new Kernel(Architecture.here().orElseThrow()));

    private static long memory() {
        return Kernel.address(KERNEL.get().struct(64));
    }

    private void call(int number) {
        System.out.println("answer: " + KERNEL.get().call(number));
    }

    private static void call(SystemCall call, long... arguments) throws IOException {
        long answer = KERNEL.get().call(call, arguments);
        if (answer < 0) {
            throw new IOException(Kernel.error(answer));
        }
    }

    /** Done when the kernel looks at the arguments, which are wrong. */
    private static void reaches(SystemCall call, int error, long... arguments) throws IOException {
        long answer = KERNEL.get().call(call, arguments);
        if (answer != -error) {
            throw new IOException(Kernel.error(answer));
        }
    }
}
