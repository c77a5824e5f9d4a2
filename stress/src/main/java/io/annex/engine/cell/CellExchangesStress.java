package io.annex.engine.cell;

import io.annex.engine.EndedExchanges;
import io.annex.engine.Replies;
import io.annex.engine.WorkerLimits;
import io.annex.engine.isolate.Unanswered;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What a cell says of an exchange at the moment of its death. */
public final class CellExchangesStress {
    private static final Duration LONG = Duration.ofDays(1);
    private static final WorkerLimits LIMITS = new WorkerLimits(LONG, LONG, LONG, 1, 1, 1, 10, 10, 1, 1, 1, LONG, LONG,
            1, 1, 1, LONG, 10);

    private CellExchangesStress() {
    }

    /** First, second: ends that it was given. Third: how many are left. */
    @JCStressTest
    @Outcome(id = {"1, 0, 0", "0, 1, 0"}, expect = Expect.ACCEPTABLE, desc = "It has one end.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "It has two ends or none, or its place is lost.")
    @State
    public static class AnsweredAtTheDeath {
        private final CellExchanges exchanges = new CellExchanges(LIMITS);

        /** It is in the cell. */
        public AnsweredAtTheDeath() {
            exchanges.enter();
            exchanges.handOver(new Unanswered());
        }

        /** It is answered. */
        @Actor
        public void channel(III_Result result) {
            result.r1 = exchanges.ended(1, new Replies()) == null ? 0 : 1;
        }

        /** The process has ended: who takes them gives them their end. */
        @Actor
        public void death(III_Result result) {
            result.r2 = exchanges.takeAll().size();
            for (int i = 0; i < result.r2; i++) {
                exchanges.leave();
            }
        }

        /** Looks. */
        @Arbiter
        public void count(III_Result result) {
            result.r3 = exchanges.outstanding();
        }
    }

    /** The same of one that has its answer and goes on. First: said to be over. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "It is over, once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "It is over twice or never, or its place is lost.")
    @State
    public static class OverAtTheDeath {
        private final CellExchanges exchanges = new CellExchanges(LIMITS);
        private final Unanswered exchange = new Unanswered();
        private final Replies replies = new Replies();

        /** It goes on. */
        public OverAtTheDeath() {
            exchanges.enter();
            int id = exchanges.handOver(exchange);
            exchanges.goesOn(id, Long.MAX_VALUE);
            exchanges.ended(id, new Replies());
        }

        /** Nothing of it runs any more. */
        @Actor
        public void channel() {
            exchanges.over(1, replies);
            replies.flush();
        }

        /** The process has ended. */
        @Actor
        public void death(III_Result result) {
            result.r2 = exchanges.takeAll().size();
        }

        /** Looks. */
        @Arbiter
        public void count(III_Result result) {
            result.r1 = exchange.overs;
            result.r3 = exchanges.outstanding();
        }
    }

    /** A log line finds the exchange whose place another one takes. */
    @JCStressTest
    @Outcome(id = {"0", "1"}, expect = Expect.ACCEPTABLE, desc = "It is found or forgotten.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Another's name stands in the log.")
    @State
    public static class PlaceTaken {
        private static final int LATER = 1 + (1 << 20);
        private final EndedExchanges table = new EndedExchanges();

        /** The worker: the first ends, and so does another one much later. */
        @Actor
        public void worker() {
            table.add(1, "1");
            table.add(LATER, "2");
        }

        /** The log. */
        @Actor
        public void log(I_Result result) {
            @Nullable
            String found = table.find(1);
            result.r1 = found == null ? 0 : Integer.parseInt(found);
        }
    }
}
