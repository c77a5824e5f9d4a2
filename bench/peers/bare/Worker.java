import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Locker;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.loader.IJavetLibLoadingListener;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueString;
import com.caoccao.javet.values.reference.V8ValueFunction;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** One thread with one V8, and the requests that wait for it. */
final class Worker implements Runnable {
    private static final int MOST = 64;
    private static final long STACK_BYTES = 4L << 20;

    private record Request(Connection connection, String message) {
    }

    private record Answer(Connection connection, String message) {
    }

    /** The library of V8 as it lies in the folder. */
    private record Unpacked(Path folder) implements IJavetLibLoadingListener {
        @Override
        public File getLibPath(JSRuntimeType type) {
            return folder.toFile();
        }

        @Override
        public boolean isDeploy(JSRuntimeType type) {
            return false;
        }
    }

    private final ConcurrentLinkedQueue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final Path cache;
    private final String library;
    private final String handler;
    private final boolean together;
    private final Thread thread = new Thread(null, this, "worker", STACK_BYTES);
    private volatile boolean parked;
    private int number;

    private Worker(Path cache, String library, String handler, boolean together) {
        this.cache = cache;
        this.library = library;
        this.handler = handler;
        this.together = together;
    }

    /**
     * @param cache
     *            where a distribution of Annex has V8 and its data
     * @param library
     *            what calls the handler
     * @param together
     *            one call for all that wait
     */
    static Worker start(Path cache, String library, String handler, boolean together) throws Exception {
        Worker worker = new Worker(cache, library, handler, together);
        worker.thread.setDaemon(true);
        worker.thread.start();
        worker.started.get();
        return worker;
    }

    /** From the event loop. */
    void serve(Connection connection, String message) {
        waiting.add(new Request(connection, message));
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        // As Annex has it; see its class V8.
        V8RuntimeOptions.V8_FLAGS.setIcuDataFile(cache.resolve("icudtl.dat").toString())
                .setCustomFlags("--no-memory-protection-keys --no-turboshaft-loop-unrolling");
        JavetLibLoader.setLibLoadingListener(new Unpacked(cache));
        try (V8Runtime runtime = V8Host.getV8I18nInstance().createV8Runtime();
                V8Locker locker = runtime.getV8Locker();
                V8ValueFunction boot = runtime.getExecutor(library).execute();
                V8ValueFunction exchange = boot.callExtended(null, true, text(runtime, handler),
                        runtime.createV8ValueBoolean(together))) {
            started.complete(null);
            for (;;) {
                Request first = waiting.poll();
                if (first == null) {
                    park();
                } else if (together) {
                    all(runtime, exchange, first);
                } else {
                    each(runtime, exchange, first);
                }
            }
        } catch (JavetException | RuntimeException e) {
            started.completeExceptionally(e);
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void park() {
        parked = true;
        while (waiting.isEmpty()) {
            LockSupport.park(this);
        }
        parked = false;
    }

    private static V8ValueString text(V8Runtime runtime, String text) throws JavetException {
        return runtime.createV8ValueString(text);
    }

    private static String call(V8Runtime runtime, V8ValueFunction exchange, String message) throws JavetException {
        return ((V8ValueString) exchange.<V8Value>callExtended(null, true, text(runtime, message))).getValue();
    }

    /** One crossing for each; their answers go back together. */
    private void each(V8Runtime runtime, V8ValueFunction exchange, Request first) throws JavetException {
        List<Answer> answers = new ArrayList<>(MOST);
        for (Request next = first; next != null; next = answers.size() < MOST ? waiting.poll() : null) {
            answers.add(new Answer(next.connection(), call(runtime, exchange, number++ + "\0" + next.message())));
        }
        send(answers);
    }

    /**
     * One crossing for all: {@code length \0 message}, one after the other, both
     * ways.
     */
    private void all(V8Runtime runtime, V8ValueFunction exchange, Request first) throws JavetException {
        List<Connection> connections = new ArrayList<>(MOST);
        StringBuilder messages = new StringBuilder(512);
        for (Request next = first; next != null; next = connections.size() < MOST ? waiting.poll() : null) {
            String numbered = number++ + "\0" + next.message();
            messages.append(numbered.length()).append('\0').append(numbered);
            connections.add(next.connection());
        }
        String together = call(runtime, exchange, messages.toString());
        List<Answer> answers = new ArrayList<>(connections.size());
        int at = 0;
        for (Connection connection : connections) {
            int end = together.indexOf('\0', at);
            int next = end + 1 + Integer.parseInt(together, at, end, 10);
            answers.add(new Answer(connection, together.substring(end + 1, next)));
            at = next;
        }
        send(answers);
    }

    private static void send(List<Answer> answers) {
        answers.getFirst().connection()
                .execute(() -> answers.forEach(answer -> answer.connection().answer(answer.message())));
    }
}
