package io.annex.api;

import java.util.List;

/** Shared by all modules of a jbackend request. */
public interface ModuleStatus {
    /** Puts a name on the call stack: "this request is mine". */
    void moduleStack(String name);

    /** The names on the call stack. */
    List<String> moduleStack();
}
