package io.annex.api;

/**
 * Collects the endpoints of an add-on while {@link Addon#endpoints} runs. A
 * path is below the add-on's mount, begins with a slash, and may have
 * parameters: {@code /user/:id}. The first endpoint that matches wins; HEAD is
 * answered by a GET endpoint.
 */
public interface Router {
    /**
     * Adds an endpoint.
     *
     * @param method
     *            HTTP method in upper case
     */
    void route(String method, String path, Handler handler);

    default void get(String path, Handler handler) {
        route("GET", path, handler);
    }

    default void post(String path, Handler handler) {
        route("POST", path, handler);
    }

    default void put(String path, Handler handler) {
        route("PUT", path, handler);
    }

    default void patch(String path, Handler handler) {
        route("PATCH", path, handler);
    }

    default void delete(String path, Handler handler) {
        route("DELETE", path, handler);
    }
}
