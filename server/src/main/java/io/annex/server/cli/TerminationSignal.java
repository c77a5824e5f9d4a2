package io.annex.server.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a supervisor or a terminal sends to end a process. The JVM's shutdown
 * hooks learn neither which it was nor of a second one. What does is
 * {@code sun.misc.Signal}, which is there to stay (JEP 260) but is reached by
 * its name: the compiler's warning about it cannot be switched off.
 */
enum TerminationSignal {
    INT(2), TERM(15);

    private static final Logger log = LoggerFactory.getLogger(TerminationSignal.class);

    private final int number;

    TerminationSignal(int number) {
        this.number = number;
    }

    /** The exit status of a process that the signal has ended. */
    int status() {
        return 128 + number;
    }

    /**
     * Runs {@code action} each time, on a thread of its own, instead of ending the
     * process. Where the JVM leaves signals alone ({@code -Xrs}) so does this.
     */
    void handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object own = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[]{handler},
                    (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler).invoke(null,
                    signal.getConstructor(String.class).newInstance(name()), own);
        } catch (ReflectiveOperationException e) {
            log.debug("SIG{} is left to the JVM", name(), e);
        }
    }
}
