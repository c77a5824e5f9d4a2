package io.annex.core.jar;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.WorkerLimits;
import org.jspecify.annotations.Nullable;

/**
 * What an add-on in Java has answered.
 *
 * @param message
 *            the answer message
 * @param bytes
 *            the body where it is no text
 * @param size
 *            bytes or characters of the body
 */
record JarAnswer(String message, byte @Nullable [] bytes, long size) {
    /** Runs the add-on's code for an exchange. Never fails. */
    static JarAnswer of(JarProgram program, JarRun run, Host host, WorkerLimits limits) {
        Exchange exchange = run.exchange();
        try {
            JarSession session = new JarSession(host, exchange, limits.session());
            JarLogger logger = new JarLogger(program.name(), host, exchange);
            if (JarMessage.is(exchange.message())) {
                return JarMessage.hear(exchange.message(), program.listeners(), run, logger);
            }
            if (program.isModule()) {
                JarModuleCall call = JarModuleCall.read(exchange.message(), program.params(), session, logger);
                call.run(program.addon());
                String message = call.message();
                return new JarAnswer(message, null, message.length());
            }
            JarExchange handled = JarExchange.read(run, program.routes(), session, logger);
            handled.route().handler().handle(handled);
            return new JarAnswer(handled.message(), handled.bytes(), handled.size());
        } catch (Throwable e) {
            return new JarAnswer("0\000500\0\0\0e\0" + JarLogger.stack(e), null, 0);
        }
    }
}
