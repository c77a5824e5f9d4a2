package io.annex.engine.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * System calls, all through the C library's {@code syscall(2)} with six long
 * arguments. That is one shape to link, and linking is what costs: 75 ms of CPU
 * time in a fresh JVM, 34 with an ahead-of-time cache.
 *
 * <p>
 * Not thread-safe, and of no use to a virtual thread: what these calls change
 * belongs to the thread that makes them.
 */
final class Kernel implements AutoCloseable {
    static final int EPERM = 1;
    static final int EINVAL = 22;
    static final int EFAULT = 14;
    static final int ENOSYS = 38;
    static final int EOPNOTSUPP = 95;

    private static final int ARGUMENTS = 6;
    private static final int AT_FDCWD = -100;
    private static final int O_PATH = 0x200000;
    private static final int O_CLOEXEC = 0x80000;

    private final Architecture architecture;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment state;
    private final ByteBuffer errno;
    private final MethodHandle syscall;

    /**
     * @throws IllegalCallerException
     *             where native access is not enabled
     */
    @SuppressWarnings("restricted")
    Kernel(Architecture architecture) {
        this.architecture = architecture;
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor shape = FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
        this.syscall = linker.downcallHandle(linker.defaultLookup().findOrThrow("syscall"), shape,
                Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(1));
        this.state = arena.allocate(Linker.Option.captureStateLayout());
        this.errno = state.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    Architecture architecture() {
        return architecture;
    }

    /** The answer, or the error number, negated. */
    long call(SystemCall call, long... arguments) {
        return call(call.number(architecture), arguments);
    }

    long call(int number, long... arguments) {
        if (arguments.length > ARGUMENTS) {
            throw new IllegalArgumentException(arguments.length + " arguments (expected: <= 6)");
        }
        long[] all = new long[ARGUMENTS];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        try {
            long answer = (long) syscall.invokeExact(state, (long) number, all[0], all[1], all[2], all[3], all[4],
                    all[5]);
            // Raw answers of syscall(2): -1 and errno, never a small negative number.
            return answer == -1 ? -errno.getInt(0) : answer;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("syscall(2)", e);
        }
    }

    /**
     * Memory in the kernel's own layout, zeroed; there until this is closed. A
     * buffer, since the accessors of a segment cost 10 ms of start-up time.
     */
    ByteBuffer struct(int bytes) {
        return arena.allocate(bytes, 8).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** The address of a text, with the zero that ends it. */
    long text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return address(struct(bytes.length + 1).put(0, bytes));
    }

    static long address(ByteBuffer struct) {
        return MemorySegment.ofBuffer(struct).address();
    }

    /**
     * Names a file, a folder or a device without opening it; to be closed with
     * {@link #close(long)}.
     */
    long path(String path) {
        return call(SystemCall.OPENAT, AT_FDCWD, text(path), O_PATH | O_CLOEXEC);
    }

    void close(long descriptor) {
        call(SystemCall.CLOSE, descriptor);
    }

    @Override
    public void close() {
        arena.close();
    }

    /** An error number as errno(3) names it. */
    static String error(long answer) {
        return switch ((int) -answer) {
            case EPERM -> "EPERM, operation not permitted";
            case 2 -> "ENOENT, no such file or directory";
            case 3 -> "ESRCH, no such process";
            case 7 -> "E2BIG, argument too long";
            case 12 -> "ENOMEM, out of memory";
            case 13 -> "EACCES, permission denied";
            case EFAULT -> "EFAULT, bad address";
            case EINVAL -> "EINVAL, invalid argument";
            case 24 -> "EMFILE, too many open files";
            case ENOSYS -> "ENOSYS, this kernel does not have the call";
            case EOPNOTSUPP -> "EOPNOTSUPP, switched off in this kernel";
            default -> "errno " + -answer;
        };
    }
}
