package io.annex.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a program's workers tell the host. Called on the workers' threads;
 * implementations are thread-safe and quick.
 */
public interface Host {
    /**
     * Serves an op. Called where it is read, those of one worker in their order: on
     * the worker's thread, or on the one that reads what all cells say, which has
     * to be given back at once. So what may wait is done elsewhere, but where
     * {@link Op#waits}.
     *
     * @param op
     *            what the guest asked
     * @param reply
     *            where the answer goes; for a synchronous op the worker's thread
     *            waits for it
     */
    void op(Op op, OpReply reply);

    /**
     * A line of the add-on's log.
     *
     * @param level
     *            {@code trace}, {@code debug}, {@code info}, {@code warn} or
     *            {@code error}
     * @param exchange
     *            the {@linkplain Exchange#id id} of that on whose behalf it was
     *            written, which may have ended; or {@code null}
     */
    void log(String level, String message, @Nullable String exchange);

    /**
     * Lines of the add-on's log were dropped where they arose, because there were
     * more than {@link WorkerLimits#logLines}.
     */
    void dropped(long lines);

    /**
     * A worker passed a limit and is being replaced, or an exchange was stopped.
     * For metrics and the operator's log.
     */
    void breach(Stop stop, @Nullable Exchange exchange);

    /**
     * A worker was stopped and its thread does not come back. It is not waited for
     * any more, and takes a processor until the built-in that it runs ends, or the
     * process. Said before the worker's exchanges are answered.
     */
    void lost(String why);
}
