package io.annex.core.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Says who asks, before an add-on is called: what a program that embeds Annex
 * knows of its users. Called on the request's event loop, many threads at once,
 * so it must not wait: what takes time completes the stage later, from any
 * thread. Where the stage fails the request is answered 500, and no add-on is
 * called.
 */
@FunctionalInterface
public interface Visitors {
    /** A visitor of whom nothing is known. */
    CompletionStage<Optional<Visitor>> ANONYMOUS = CompletableFuture.completedStage(Optional.empty());

    /** Knows nobody. */
    Visitors NOBODY = request -> ANONYMOUS;

    /**
     * Who has made a request; empty for a visitor of whom nothing is known. Its
     * head is there, its body is not to be read.
     */
    CompletionStage<Optional<Visitor>> of(IncomingRequest request);
}
