package io.annex.engine.isolate;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker's thread waits for work. Who brings some, adds it first and
 * then looks whether the thread is parked; the thread says that it is, and then
 * looks for work once more: so one of the two sees the other, and no work is
 * left with a thread that waits. Waking costs a call to the operating system,
 * and one that is awake is not woken.
 */
final class Parking {
    private final AtomicBoolean parked = new AtomicBoolean();
    private volatile @Nullable Thread thread;

    /** The calling thread is the one that parks. */
    void begin() {
        thread = Thread.currentThread();
    }

    /** That thread, if one has begun. */
    @Nullable
    Thread thread() {
        return thread;
    }

    /** Wakes the thread if it is parked; {@code false} when it was not. */
    boolean wake() {
        if (parked.get() && parked.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
            return true;
        }
        return false;
    }

    boolean isParked() {
        return parked.get();
    }

    /**
     * On the thread: says that it parks, unless there is work.
     *
     * @return whether it is to wait now, and then to say that it has
     *         {@linkplain #leave left}
     */
    boolean enter(BooleanSupplier hasWork) {
        parked.set(true);
        if (hasWork.getAsBoolean()) {
            parked.set(false);
            return false;
        }
        return true;
    }

    /** Waits until it is woken, or for so long. */
    void await(long nanos) {
        LockSupport.parkNanos(this, nanos);
    }

    void leave() {
        parked.set(false);
    }
}
