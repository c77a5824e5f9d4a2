package io.annex.engine.isolate;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interfaces.IJavetLogger;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import io.annex.engine.EngineOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The V8 of this process: its flags, the thread that initialized it, and the
 * start-up snapshot.
 *
 * <p>
 * On processors with memory protection keys, V8 guards its code memory per
 * thread, and a thread whose ancestors existed before V8 was initialized
 * crashes the process when it enters an isolate. So V8 is initialized on one
 * thread of our own, every worker thread is started by that thread, and the
 * keys are switched off by a flag as well.
 */
final class V8 implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(V8.class);

    /**
     * Flags for the whole process, none of which an add-on can change.
     * <ul>
     * <li>{@code no-memory-protection-keys}: see above.
     * <li>{@code no-turboshaft-loop-unrolling}: the pass removes the interrupt
     * check from a loop around a small inner loop that it unrolled, e.g.
     * {@code while (true) new Array(100).fill({})}, which then cannot be terminated
     * by anybody (seen with V8 14.7). A loop that the watchdog cannot stop is worse
     * than a slower one.
     * </ul>
     */
    static final String FLAGS = "--no-memory-protection-keys --no-turboshaft-loop-unrolling";

    private static final long MOST_SECONDS_TO_START = 120;
    private static final Pattern PART = Pattern.compile("[a-z]{1,30}");

    private final ExecutorService ancestor;
    private final V8Host host;
    private final byte[] snapshot;
    private final SpareIsolates spares;
    private final ZoneId timezone;

    private V8(ExecutorService ancestor, V8Host host, byte[] snapshot, EngineOptions options) {
        this.ancestor = ancestor;
        this.host = host;
        this.snapshot = snapshot;
        this.spares = new SpareIsolates(this, options.spare(), ancestor);
        this.timezone = options.timezone();
    }

    static V8 start(EngineOptions options) {
        ExecutorService ancestor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(null, task, "annex-v8", STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        });
        Future<V8> started = ancestor.submit(() -> {
            if (!V8RuntimeOptions.V8_FLAGS.isSealed()) {
                V8RuntimeOptions.V8_FLAGS.setMaxHeapSize(Math.toIntExact(options.maxHeap() >> 20)).setCustomFlags(FLAGS)
                        .setIcuDataFile(IcuData.provide(options.cache()).toString());
            }
            NativeLibrary.provide(options.cache());
            Map<String, String> lacking = IcuData.lacking(options.cache(), options.timezone());
            if (lacking.isEmpty()) {
                return start(ancestor, options);
            }
            try (ProcessEnvironment _ = ProcessEnvironment.with(lacking)) {
                V8 v8 = start(ancestor, options);
                v8.readEnvironment();
                return v8;
            }
        });
        try {
            return started.get(MOST_SECONDS_TO_START, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            ancestor.shutdown();
            throw new IllegalStateException("V8 does not start: " + e.getCause(), e);
        } catch (TimeoutException e) {
            ancestor.shutdown();
            throw new IllegalStateException("V8 does not start within " + MOST_SECONDS_TO_START + " s", e);
        } catch (InterruptedException e) {
            ancestor.shutdown();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while V8 was starting", e);
        }
    }

    private static V8 start(ExecutorService ancestor, EngineOptions options) throws JavetException {
        V8Host host = V8Host.getV8I18nInstance();
        return new V8(ancestor, host, SnapshotCache.at(options.cache()).get(key(), V8::snapshot), options);
    }

    /** ICU reads it when it is first asked, and then never again. */
    private void readEnvironment() throws JavetException {
        try (V8Runtime runtime = isolate()) {
            runtime.getExecutor("new Date(0).toLocaleString('en')").executeVoid();
        }
    }

    /** The clock that add-ons' dates are read off. */
    ZoneId timezone() {
        return timezone;
    }

    /**
     * Room for V8's own stack limit (about 1 MB) with what native code and upcalls
     * need above it.
     */
    static final long STACK_BYTES = 4L << 20;

    /**
     * Starts a thread that may enter isolates, with one of its own.
     *
     * @param failed
     *            is told, on some thread, that there is none: the system may have
     *            no thread left to give
     */
    void startThread(String name, WorkerBody body, Consumer<Throwable> failed) {
        if (spares.begin(name, body)) {
            return;
        }
        try {
            ancestor.execute(() -> {
                // The ancestor must outlive it.
                try {
                    start(name, () -> body.run(this::isolate));
                } catch (RuntimeException | Error e) {
                    failed.accept(e);
                }
            });
        } catch (RejectedExecutionException e) {
            failed.accept(new IllegalStateException("the engine was closed", e));
        }
    }

    /** On a thread that may enter isolates. */
    static void start(String name, Runnable body) {
        Thread thread = new Thread(null, body, name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * A new isolate with the guest library in it. To be used and closed on the
     * calling thread, which {@link #startThread} started.
     */
    V8Runtime isolate() throws JavetException {
        V8RuntimeOptions options = new V8RuntimeOptions();
        options.setSnapshotBlob(snapshot);
        V8Runtime runtime = host.createV8Runtime(options);
        runtime.setLogger(JavetLog.INSTANCE);
        return runtime;
    }

    private static byte[] snapshot() throws JavetException {
        V8RuntimeOptions options = new V8RuntimeOptions();
        options.setCreateSnapshotEnabled(true);
        try (V8Runtime runtime = V8Host.getV8I18nInstance().createV8Runtime(options)) {
            runtime.setLogger(JavetLog.INSTANCE);
            runtime.getExecutor(resource("guest.js")).setResourceName(Isolate.GUEST_LIBRARY).executeVoid();
            return runtime.createSnapshot();
        }
    }

    /** Without loading V8. */
    static boolean isPrepared(Path cache) {
        return NativeLibrary.isProvided(cache) && IcuData.isProvided(cache) && SnapshotCache.at(cache).has(key());
    }

    /** Names what the snapshot is made from, and what makes it. */
    static String key() {
        return JavetLibLoader.LIB_VERSION + " i18n " + System.getProperty("os.name") + ' '
                + System.getProperty("os.arch") + ' ' + FLAGS + ' ' + resource("guest.digest");
    }

    /**
     * The text of one of the guest library's parts, which come when an add-on needs
     * them.
     */
    static String part(String name) {
        if (!PART.matcher(name).matches()) {
            throw new IllegalArgumentException("part: " + name + " (expected: a name of letters)");
        }
        return resource("parts/" + name + ".js");
    }

    /** What the guest library's build made. */
    private static String resource(String name) {
        try (InputStream in = V8.class.getResourceAsStream("/io/annex/guest/" + name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the guest library io/annex/guest/" + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        spares.close();
        ancestor.shutdown();
    }

    /**
     * What Javet has to say concerns us, not the operator: an exception in a
     * callback is logged where it is handled.
     */
    private enum JavetLog implements IJavetLogger {
        INSTANCE;

        @Override
        public void debug(String message) {
            log.trace(message);
        }

        @Override
        public void error(String message) {
            log.debug(message);
        }

        @Override
        public void error(String message, Throwable cause) {
            log.debug(message, cause);
        }

        @Override
        public void info(String message) {
            log.trace(message);
        }

        @Override
        public void warn(String message) {
            log.debug(message);
        }
    }
}
