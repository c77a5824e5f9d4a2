package io.annex.api;

/** Answers the requests of one endpoint; called on many threads at once. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers. The answer leaves when the method returns; where nothing was sent it
     * is empty, with status 204 unless {@link Exchange#status} has said otherwise.
     */
    void handle(Exchange exchange) throws Exception;
}
