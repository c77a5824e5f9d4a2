package io.annex.engine.isolate;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;

/** What a thread that may enter isolates runs, in one of its own. */
@FunctionalInterface
interface WorkerBody {
    /** A new isolate, or one that was made in advance. */
    @FunctionalInterface
    interface Source {
        /** To be called once, on the thread that the body runs on. */
        V8Runtime get() throws JavetException;
    }

    void run(Source isolate);
}
