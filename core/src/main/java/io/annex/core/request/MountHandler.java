package io.annex.core.request;

import io.annex.core.http.IncomingRequest;

/**
 * Answers all requests at a mount where the add-ons of a style answer together.
 */
@FunctionalInterface
public interface MountHandler {
    /**
     * Answers {@code request}, now or later. Called on its event loop.
     */
    void handle(IncomingRequest request);
}
