package io.annex.engine.isolate;

import com.caoccao.javet.enums.JavetPromiseRejectEvent;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.exceptions.JavetTerminatedException;
import com.caoccao.javet.interop.V8Locker;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IJavetDirectCallable;
import com.caoccao.javet.interop.callback.IJavetNearHeapLimitCallback;
import com.caoccao.javet.interop.callback.JavetCallbackContext;
import com.caoccao.javet.interop.callback.JavetCallbackType;
import com.caoccao.javet.interop.monitoring.V8HeapStatistics;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueString;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import com.caoccao.javet.values.reference.V8ValuePromise;
import io.annex.engine.LoadException;
import io.annex.engine.crypto.Crypto;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One V8 isolate with the guest library: its entry functions on the one side,
 * the guest's calls to the host on the other. All of it belongs to the thread
 * that made it; only {@link #terminate} and {@link #measureFromOutside} may be
 * called from another.
 *
 * <p>
 * The message grammar is in {@code docs/design/messages.md}.
 */
final class Isolate implements Slice.Place, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Isolate.class);
    /**
     * How many rejections of one slice are reported; a flood of them says nothing
     * new.
     */
    private static final int MOST_REJECTIONS = 10;

    /** What an error of {@code load} begins with; all else is JSON. */
    private static final String FAILED = "!";

    /** The guest library's name in stacks. */
    static final String GUEST_LIBRARY = "annex:guest";

    /**
     * What the guest asks of the host. A thrown {@link OpFailure}'s message becomes
     * the guest's {@code Error}.
     */
    interface Upcall {
        /** Returns a {@link String}, a {@code byte[]}, or {@code null} for nothing. */
        @Nullable
        Object call(String name, String text, byte @Nullable [] bytes) throws OpFailure;

        /**
         * Cryptography, whose bytes are read where they lie. Returns an
         * {@link Integer}, a {@link String}, or a {@link Crypto.Framed}.
         */
        default Object crypto(String text, @Nullable ByteBuffer bytes) throws OpFailure {
            throw new OpFailure("There is no cryptography here");
        }

        /** What of it is asked for by numbers in the memory that is shared. */
        default void quickCrypto() throws OpFailure {
            throw new OpFailure("There is no cryptography here");
        }

        /** Takes the memory through which short blocks of cryptography go. */
        default void share(ByteBuffer buffer) throws OpFailure {
            throw new OpFailure("There is no cryptography here");
        }
    }

    /** An op that failed, with a message for the add-on's author. */
    static final class OpFailure extends Exception {
        private static final long serialVersionUID = 1L;

        OpFailure(String message) {
            super(message, null, false, false);
        }
    }

    private final V8Runtime runtime;
    private final List<V8ValueFunction> functions = new ArrayList<>();
    private final V8ValueFunction load;
    private final V8ValueFunction loaded;
    private final V8ValueFunction exchange;
    private final V8ValueFunction exchangeBytes;
    private final V8ValueFunction again;
    private final V8ValueFunction collect;
    private final V8ValueFunction settle;
    private final V8ValueFunction timer;
    private final V8ValueFunction ticks;
    private final V8ValueFunction abandon;
    private final V8ValueFunction drop;
    private final V8ValueFunction taken;
    private final V8ValueFunction reject;
    private final V8ValueFunction where;
    private final Supplier<@Nullable Pending> running;
    private final IntSupplier account;
    private final List<Rejection> rejected = new ArrayList<>();
    private final Object closing = new Object();
    private @Nullable V8Locker locker;
    /** Must be there for as long as V8's view of it may be. */
    private @Nullable ByteBuffer shared;
    private boolean closed;

    /**
     * A promise that was rejected when nobody handled it, on whose account, and
     * what the guest calls that, which may have ended; 0 for none.
     */
    record Rejection(V8ValuePromise promise, @Nullable Pending on, int number) {
    }

    /**
     * @param running
     *            on whose account code runs at the moment
     */
    Isolate(V8Runtime runtime, Upcall upcall, IJavetNearHeapLimitCallback nearHeapLimit,
            Supplier<@Nullable Pending> running, IntSupplier account, String settings) throws JavetException {
        this.runtime = runtime;
        this.running = running;
        this.account = account;
        runtime.setNearHeapLimitCallback(nearHeapLimit);
        runtime.setPromiseRejectCallback((event, promise, value) -> rejected(event, promise));
        JavetCallbackContext host = new JavetCallbackContext("host", JavetCallbackType.DirectCallNoThisAndResult,
                (IJavetDirectCallable.NoThisAndResult<Exception>) arguments -> answer(upcall, arguments));
        try (V8ValueFunction hostFunction = runtime.createV8ValueFunction(host);
                V8ValueObject library = runtime.getGlobalObject().get("__annex");
                V8ValueObject entries = library.invoke("boot", hostFunction, runtime.createV8ValueString(settings))) {
            runtime.getGlobalObject().delete("__annex");
            load = entry(entries, "load");
            loaded = entry(entries, "loaded");
            exchange = entry(entries, "exchange");
            exchangeBytes = entry(entries, "exchangeBytes");
            again = entry(entries, "again");
            collect = entry(entries, "collect");
            settle = entry(entries, "settle");
            timer = entry(entries, "timer");
            ticks = entry(entries, "ticks");
            abandon = entry(entries, "abandon");
            drop = entry(entries, "drop");
            taken = entry(entries, "taken");
            reject = entry(entries, "rejected");
            where = entry(entries, "where");
        }
    }

    private V8ValueFunction entry(V8ValueObject entries, String name) throws JavetException {
        V8ValueFunction function = entries.get(name);
        functions.add(function);
        return function;
    }

    private @Nullable V8Value answer(Upcall upcall, V8Value[] arguments) throws Exception {
        String name = arguments[0].asString();
        String text = arguments.length > 1 ? arguments[1].asString() : "";
        Object answer;
        try {
            answer = switch (name) {
                case Crypto.OP -> upcall.crypto(text, arguments.length > 2 ? GuestBytes.view(arguments[2]) : null);
                case Crypto.SHARE -> share(upcall);
                case Crypto.QUICK -> quick(upcall);
                case Crypto.COLLECT -> {
                    collectGarbage();
                    yield null;
                }
                default -> upcall.call(name, text, arguments.length > 2 ? GuestBytes.copy(arguments[2]) : null);
            };
        } catch (RuntimeException e) {
            throw notUnderstood(name, e);
        }
        return switch (answer) {
            case null -> runtime.createV8ValueUndefined();
            case String string -> runtime.createV8ValueString(string);
            case byte[] block -> buffer(block);
            case V8Value value -> value;
            case Integer number -> runtime.createV8ValueInteger(number);
            case Crypto.Framed framed -> buffer(framed);
            default -> throw new IllegalStateException(answer.getClass().getName());
        };
    }

    /**
     * A message against the grammar: its author is told nothing of the classes
     * here.
     */
    private static OpFailure notUnderstood(String name, RuntimeException cause) {
        log.debug("The op {} failed", name, cause);
        return new OpFailure("The host does not understand this call");
    }

    /** A function without arguments and a result, which crosses soonest. */
    private V8ValueFunction quick(Upcall upcall) throws JavetException {
        return runtime
                .createV8ValueFunction(new JavetCallbackContext("quick", JavetCallbackType.DirectCallNoThisAndNoResult,
                        (IJavetDirectCallable.NoThisAndNoResult<Exception>) _ -> {
                            try {
                                upcall.quickCrypto();
                            } catch (RuntimeException e) {
                                throw notUnderstood(Crypto.QUICK, e);
                            }
                        }));
    }

    /** Gives the guest the memory through which short blocks go. */
    private V8ValueArrayBuffer share(Upcall upcall) throws JavetException, OpFailure {
        ByteBuffer known = shared;
        if (known == null) {
            known = ByteBuffer.allocateDirect(Crypto.SHARED_BYTES);
            shared = known;
            upcall.share(known);
        }
        return runtime.createV8ValueArrayBuffer(known);
    }

    private V8ValueArrayBuffer buffer(Crypto.Framed framed) throws JavetException {
        V8ValueArrayBuffer buffer = runtime.createV8ValueArrayBuffer(framed.frameLength());
        framed.writeTo(buffer.getByteBuffer());
        return buffer;
    }

    private V8ValueArrayBuffer buffer(byte[] block) throws JavetException {
        V8ValueArrayBuffer buffer = runtime.createV8ValueArrayBuffer(block.length);
        if (block.length > 0) {
            buffer.fromBytes(block);
        }
        return buffer;
    }

    /**
     * Keeps the isolate locked over several calls, which halves what each costs.
     */
    void lock() throws JavetException {
        if (locker == null) {
            locker = runtime.getV8Locker();
        }
    }

    void unlock() throws JavetException {
        if (locker != null) {
            locker.close();
            locker = null;
        }
    }

    /**
     * Evaluates the program; returns JSON with its endpoints, or {@code null} where
     * its top level waits for something: then {@link #loaded} tells.
     *
     * @throws LoadException
     *             with the error, for its author
     */
    @Nullable
    String load(String program) throws JavetException, LoadException {
        return declared(text(load.callExtended(null, true, string(program))));
    }

    /**
     * The same, once something has happened that a load may have waited for:
     * {@code null} while something is to come.
     *
     * @throws LoadException
     *             with the error, for its author
     */
    @Nullable
    String loaded() throws JavetException, LoadException {
        return declared(text(loaded.callExtended(null, true, new V8Value[0])));
    }

    private static @Nullable String declared(@Nullable String answer) throws LoadException {
        if (answer != null && answer.startsWith(FAILED)) {
            throw new LoadException(answer.substring(FAILED.length()));
        }
        return answer;
    }

    boolean hasRejections() {
        return !rejected.isEmpty();
    }

    /** What was rejected in the last slice. */
    List<Rejection> takeRejections() {
        List<Rejection> taken = List.copyOf(rejected);
        rejected.clear();
        return taken;
    }

    /**
     * Tells the guest of a promise that was rejected, unless somebody has handled
     * it since; it logs it.
     */
    void report(Rejection rejection) throws JavetException {
        try (V8ValuePromise promise = rejection.promise()) {
            if (!promise.hasHandler()) {
                try (V8Value reason = promise.getResult()) {
                    reject.callExtended(null, false, reason, runtime.createV8ValueInteger(rejection.number()));
                }
            }
        }
    }

    private void rejected(JavetPromiseRejectEvent event, V8ValuePromise promise) {
        if (event == JavetPromiseRejectEvent.PromiseRejectWithNoHandler && rejected.size() < MOST_REJECTIONS) {
            try {
                rejected.add(new Rejection(promise.toClone(), running.get(), account.getAsInt()));
            } catch (JavetException e) {
                log.debug("A rejected promise could not be kept", e);
            }
        }
    }

    @Nullable
    String exchange(String message) throws JavetException {
        return text(exchange.callExtended(null, true, string(message)));
    }

    @Nullable
    String exchange(String message, byte[] body) throws JavetException {
        try (V8ValueArrayBuffer buffer = buffer(body)) {
            return text(exchangeBytes.callExtended(null, true, runtime.createV8ValueString(message), buffer));
        }
    }

    /**
     * What the last exchange would have returned, where its call did not come to
     * return it.
     */
    @Nullable
    String again() throws JavetException {
        return text(again.callExtended(null, true, new V8Value[0]));
    }

    @Nullable
    String collect() throws JavetException {
        return text(collect.callExtended(null, true, new V8Value[0]));
    }

    void settle(int number, boolean ok, String text, byte @Nullable [] bytes) throws JavetException {
        if (bytes == null) {
            settle.callExtended(null, false, runtime.createV8ValueInteger(number), runtime.createV8ValueBoolean(ok),
                    runtime.createV8ValueString(text));
            return;
        }
        try (V8ValueArrayBuffer buffer = buffer(bytes)) {
            settle.callExtended(null, false, runtime.createV8ValueInteger(number), runtime.createV8ValueBoolean(ok),
                    runtime.createV8ValueString(text), buffer);
        }
    }

    /**
     * Fires at most one timer that is due; returns when the next is, in ms of the
     * worker's clock: negative where it does not keep the worker, 0 for none.
     */
    double timer(double now) throws JavetException {
        try (V8Value next = timer.callExtended(null, true, new V8Value[]{runtime.createV8ValueDouble(now)})) {
            return next.asDouble();
        }
    }

    /** Runs the ticks that microtasks have queued. */
    void ticks() throws JavetException {
        ticks.callExtended(null, false, new V8Value[0]);
    }

    /**
     * Nobody waits for the exchange's answer any more.
     *
     * @param late
     *            its time is over; otherwise its client has gone
     */
    void abandon(int number, boolean late) throws JavetException {
        abandon.callExtended(null, false, runtime.createV8ValueInteger(number), runtime.createV8ValueBoolean(late));
    }

    /** So many bytes of the exchange's answer were taken. */
    void taken(int number, int bytes) throws JavetException {
        taken.callExtended(null, false, runtime.createV8ValueInteger(number), runtime.createV8ValueInteger(bytes));
    }

    /** What the exchange has set up to run later does not run. */
    void drop(int number) throws JavetException {
        drop.callExtended(null, false, new V8Value[]{runtime.createV8ValueInteger(number)});
    }

    /**
     * Where in the author's source code is at the moment, a line for each frame;
     * empty where that cannot be said. From within a call to the host, or an
     * interrupt check.
     */
    String where() {
        try {
            String lines = text(where.callExtended(null, true, new V8Value[0]));
            return lines == null ? "" : lines;
        } catch (JavetTerminatedException e) {
            // Meant for what is below on the stack, which would go on otherwise.
            terminate();
            return "";
        } catch (JavetException e) {
            log.debug("Where it is cannot be said", e);
            return "";
        }
    }

    private V8Value[] string(String text) throws JavetException {
        return new V8Value[]{runtime.createV8ValueString(text)};
    }

    private static @Nullable String text(V8Value value) {
        return value instanceof V8ValueString string ? string.getValue() : null;
    }

    /** Ends what runs, from any thread. */
    @Override
    public void terminate() {
        runtime.terminateExecution();
    }

    /**
     * After {@link #terminate}, when nothing ran any more that it could have ended.
     */
    @Override
    public void unterminate() {
        runtime.cancelTerminateExecution();
    }

    /** Collects garbage, also that which only a full collection finds. */
    void collectGarbage() {
        runtime.lowMemoryNotification();
    }

    /**
     * Heap figures: at once when the isolate is neither locked nor running,
     * otherwise at its next interrupt check. Any thread.
     */
    CompletableFuture<V8HeapStatistics> measureSoon() {
        return runtime.getV8HeapStatistics();
    }

    /**
     * The same for another thread, which the isolate may be closed beside: reading
     * a closed one ends the process. It may wait until the isolate is unlocked, so
     * the isolate's own thread must not wait for it while it is locked.
     *
     * @return {@code null} when it is closed
     */
    @Nullable
    CompletableFuture<V8HeapStatistics> measureFromOutside() {
        synchronized (closing) {
            return closed ? null : measureSoon();
        }
    }

    @Override
    public void close() throws JavetException {
        unlock();
        synchronized (closing) {
            closed = true;
        }
        for (Rejection rejection : rejected) {
            rejection.promise().close();
        }
        for (V8ValueFunction function : functions) {
            function.close();
        }
        runtime.setNearHeapLimitCallback(null);
        runtime.close(true);
    }
}
