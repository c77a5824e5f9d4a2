package io.annex.engine.isolate;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread with a new isolate that waits for a worker to run in it. What every
 * program needs to begin with has been run before: V8 has the transformer
 * compiled, so that an add-on in TypeScript loads in a third of the time.
 *
 * <p>
 * Safe for use by several threads.
 */
final class SpareIsolate implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(SpareIsolate.class);

    private final V8 v8;
    private final CountDownLatch decided = new CountDownLatch(1);

    // Guarded by this object.
    private boolean ready;
    private boolean ended;
    private @Nullable String name;
    private @Nullable WorkerBody worker;

    SpareIsolate(V8 v8) {
        this.v8 = v8;
    }

    /** Hands it to a worker; {@code false} when there is none to hand over. */
    synchronized boolean begin(String threadName, WorkerBody body) {
        if (!ready || ended) {
            return false;
        }
        ended = true;
        name = threadName;
        worker = body;
        decided.countDown();
        return true;
    }

    /** Nobody will want it. */
    synchronized void end() {
        ended = true;
        decided.countDown();
    }

    /** Whether it was handed over, or will never be there. */
    synchronized boolean isOver() {
        return ended;
    }

    /** The thread's body. */
    @Override
    public void run() {
        try {
            V8Runtime runtime = v8.isolate();
            try {
                runtime.getExecutor("__annex.warmUp()").executeVoid();
                synchronized (this) {
                    ready = true;
                }
                decided.await();
            } catch (JavetException | RuntimeException | InterruptedException e) {
                runtime.close(true);
                throw e;
            }
            WorkerBody body = worker();
            if (body == null) {
                runtime.close(true);
            } else {
                body.run(() -> runtime);
            }
        } catch (JavetException | RuntimeException e) {
            log.warn("No isolate could be made in advance: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private synchronized @Nullable WorkerBody worker() {
        if (name != null) {
            Thread.currentThread().setName(name);
        }
        return worker;
    }
}
