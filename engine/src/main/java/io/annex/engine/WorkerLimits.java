package io.annex.engine;

import java.time.Duration;

/**
 * What the workers of one program may use. Sizes in bytes.
 *
 * @param cpu
 *            CPU time of one exchange
 * @param wall
 *            wall time of one exchange, from its arrival
 * @param after
 *            how long what an exchange was asked to wait for may go on after
 *            its answer, or after its wall time
 * @param heap
 *            V8 heap of a worker
 * @param external
 *            memory outside the heap (array buffers) of a worker
 * @param workers
 *            how many workers at the most
 * @param inFlight
 *            exchanges handed to workers and not yet answered
 * @param queued
 *            exchanges waiting beyond that
 * @param output
 *            answer body
 * @param session
 *            JSON of a session
 * @param timers
 *            timers alive in a worker
 * @param load
 *            CPU time for evaluating the program
 * @param idle
 *            a worker that was given nothing for this long is closed (the next
 *            exchange starts one again)
 * @param resident
 *            resident memory of the cell that runs it
 * @param deaths
 *            a program whose cells died this often within a minute is suspended
 * @param logLines
 *            log lines in a second
 * @param streamIdle
 *            how long an answer in pieces may rest
 * @param streams
 *            exchanges whose answers have begun to come in pieces
 */
public record WorkerLimits(Duration cpu, Duration wall, Duration after, long heap, long external, int workers,
        int inFlight, int queued, long output, int session, int timers, Duration load, Duration idle, long resident,
        int deaths, long logLines, Duration streamIdle, int streams) {
}
