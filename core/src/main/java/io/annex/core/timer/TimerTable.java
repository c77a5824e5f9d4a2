package io.annex.core.timer;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who runs which timer, over all servers that share a database: a lease for
 * each add-on and timer, with a number (its epoch) that counts who has had it.
 * Whoever runs one renews its lease; what is not renewed for {@link #LEASE} is
 * anybody's, and what its former holder still says of it under the old number
 * is not kept. Thread-safe; the stages fail with an {@link IOException}.
 */
public interface TimerTable {
    /** How long a lease counts. */
    Duration LEASE = Duration.ofSeconds(30);

    /**
     * A time that was claimed further ahead was claimed by a clock that was wrong.
     */
    Duration AHEAD = Duration.ofDays(1);

    /** A timer of an add-on, such as {@code sv:every-hour}. */
    record AddonTimer(String addon, String timer) {
        @Override
        public String toString() {
            return addon + ": the timer " + timer;
        }
    }

    /** A run that somebody has. */
    record Held(AddonTimer key, long epoch) {
    }

    /** What became of a claim. */
    sealed interface Claim {
        /** It is the caller's, under that number. */
        record Granted(long epoch) implements Claim {
        }

        /** This run, or one after it, was somebody's already. */
        record Taken() implements Claim {
        }

        /**
         * The run before goes on.
         *
         * @param epoch
         *            its number
         * @param left
         *            what is left of its lease, if it is not renewed
         */
        record Running(long epoch, Duration left) implements Claim {
        }
    }

    /**
     * What is kept of a timer.
     *
     * @param running
     *            since when it runs, or {@code null}
     * @param ended
     *            when the last run ended, or {@code null} for never
     * @param took
     *            how long that took
     * @param outcome
     *            what came of it: {@code ok}, {@code failed}, {@code stopped} or
     *            {@code dropped}; empty for none
     */
    record Row(AddonTimer key, @Nullable Instant running, @Nullable Instant ended, Duration took, String outcome) {
    }

    /** Whether other servers may claim from it at the same time. */
    boolean isShared();

    /**
     * Claims the run of a time; also where one before it was left by a holder whose
     * lease has run out.
     *
     * @param due
     *            the time; {@code null} for a run beside the schedule
     * @param holder
     *            who claims: a name that no other server has
     */
    CompletionStage<Claim> claim(AddonTimer key, @Nullable Instant due, String holder);

    /**
     * Claims the run of a time only where the one before, of that number, was left
     * by its holder: not where it came to its end.
     */
    CompletionStage<Claim> inherit(AddonTimer key, Instant due, String holder, long epoch);

    /**
     * Renews all leases of a holder.
     *
     * @return those that it has
     */
    CompletionStage<Collection<Held>> renew(String holder);

    /**
     * Ends a run.
     *
     * @return whether it was still the caller's; otherwise nothing is kept
     */
    CompletionStage<Boolean> ended(AddonTimer key, long epoch, String outcome, Duration took);

    /**
     * What there is, by add-on and timer.
     *
     * @param addon
     *            of that one, or empty for all
     */
    List<Row> list(String addon) throws IOException;
}
