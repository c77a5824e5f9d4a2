package io.annex.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The add-on's cache: texts that take long to make, kept for a while.
 * {@code context.service(Cache.class)} gives it. It belongs to the add-on and
 * begins empty with each version; what it may hold is {@code limits.cache}, and
 * what is used least is dropped first. Thread-safe.
 *
 * <p>
 * A producer runs once for a key at a time: who asks meanwhile waits for what
 * it makes. Keys have 1 to 2,000 characters. A text is kept for at most an
 * hour; one of more than 100,000 characters is given to who asked and not kept.
 */
public interface Cache {
    /**
     * Makes a text that is not there.
     *
     * @param <E>
     *            what it may throw
     */
    @FunctionalInterface
    interface Producer<E extends Exception> {
        String produce() throws E;
    }

    /**
     * What is kept for a key, or else what {@code producer} makes.
     *
     * @param time
     *            how long it is kept from then on; zero for not at all
     * @throws IllegalStateException
     *             when the producer asks for the key that it is to make itself
     * @throws ServiceException
     *             when the host refuses it, for a limit for instance
     */
    <E extends Exception> String get(String key, Duration time, Producer<E> producer) throws E;

    /**
     * The same for what is made elsewhere; the stage completes on any thread.
     *
     * @param time
     *            how long it is kept from then on; zero for not at all
     */
    CompletionStage<String> getLater(String key, Duration time, Supplier<? extends CompletionStage<String>> producer);

    /** Forgets a key; what a producer makes of it at the moment is not kept. */
    void purge(String key);

    /**
     * A part of the add-on's cache with a name of its own, of 1 to 200 characters:
     * its keys are none of another part's.
     */
    Cache named(String namespace);
}
