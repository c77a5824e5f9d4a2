package io.annex.server.http.body;

import io.annex.server.http.bound.PaceWatch;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What reading a body needs of its event loop. */
public interface BodyLoop extends PaceWatch {
    /**
     * Runs what computes or waits for the disk, in the threads that the edge keeps
     * for bodies; what follows is on this loop again.
     */
    <T> Future<@Nullable T> blocking(Callable<T> task);
}
