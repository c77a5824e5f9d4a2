package io.annex.api;

import java.util.Map;
import java.util.Optional;

/** A jbackend request, as one module sees it. Used by one thread. */
public interface ModuleRequest {
    /** The variables, shared by all modules of the request. */
    Input input();

    /** The fields of the manifest, as the operator has set them. */
    Map<String, String> params();

    /** The visitor's session with this module; begins when something is set. */
    Session session();

    /** Who is logged in; empty for a guest. */
    Optional<User> user();

    /** The module's log; its lines have the request's id. */
    System.Logger logger();
}
