package io.annex.engine.cell;

import io.annex.engine.Program;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.WorkerLimits;
import io.annex.engine.cell.Inbox.ProtocolException;
import java.time.Duration;

/** How programs, limits and reasons are written into frames. */
final class Wire {
    private static final int WEB_ASSEMBLY = 1;
    private static final int MOVES_CLOCK = 2;
    private static final long MOST_RETRY_MILLIS = 60_000;

    private Wire() {
    }

    static byte[] limits(WorkerLimits limits) {
        return Frame.utf8(limits.cpu().toNanos() + " " + limits.wall().toNanos() + " " + limits.after().toNanos() + " "
                + limits.heap() + " " + limits.external() + " " + limits.workers() + " " + limits.inFlight() + " "
                + limits.queued() + " " + limits.output() + " " + limits.session() + " " + limits.timers() + " "
                + limits.load().toNanos() + " " + limits.idle().toNanos() + " " + limits.resident() + " "
                + limits.deaths() + " " + limits.logLines() + " " + limits.streamIdle().toNanos() + " "
                + limits.streams());
    }

    static WorkerLimits limits(String text) {
        String[] parts = text.split(" ", -1);
        return new WorkerLimits(time(parts[0]), time(parts[1]), time(parts[2]), Long.parseLong(parts[3]),
                Long.parseLong(parts[4]), Integer.parseInt(parts[5]), Integer.parseInt(parts[6]),
                Integer.parseInt(parts[7]), Long.parseLong(parts[8]), Integer.parseInt(parts[9]),
                Integer.parseInt(parts[10]), time(parts[11]), time(parts[12]), Long.parseLong(parts[13]),
                Integer.parseInt(parts[14]), Long.parseLong(parts[15]), time(parts[16]), Integer.parseInt(parts[17]));
    }

    private static Duration time(String nanos) {
        return Duration.ofNanos(Long.parseLong(nanos));
    }

    /** What a program may have beside its limits, as one number. */
    static int flags(Program program) {
        return (program.webAssembly() ? WEB_ASSEMBLY : 0) | (program.movesClock() ? MOVES_CLOCK : 0);
    }

    static Program program(Frame frame) {
        return new Program(frame.text(0), frame.text(1), frame.text(2), frame.text(3), frame.text(4),
                (frame.b & WEB_ASSEMBLY) != 0, (frame.b & MOVES_CLOCK) != 0);
    }

    /** A stop in the first two fields, and maybe after how many ms to ask again. */
    static Stop stopWithRetry(Frame frame) throws ProtocolException {
        Stop stop = stop(frame);
        String retry = frame.text(2);
        if (retry.isEmpty()) {
            return stop;
        }
        try {
            long millis = Long.parseLong(retry);
            return new Stop(stop.reason(), stop.detail(), Duration.ofMillis(Math.clamp(millis, 0, MOST_RETRY_MILLIS)));
        } catch (NumberFormatException e) {
            throw new ProtocolException("a stop without a time to ask again");
        }
    }

    /** A stop in the first two fields. */
    static Stop stop(Frame frame) throws ProtocolException {
        String code = frame.text(0);
        for (StopReason reason : StopReason.values()) {
            if (reason.code().equals(code)) {
                return new Stop(reason, frame.text(1));
            }
        }
        // Its word is not repeated: it may be long, and more than a line.
        throw new ProtocolException("a stop for a reason that there is not");
    }
}
