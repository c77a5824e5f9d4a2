package io.annex.engine.isolate;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Event loops and workers at the queue of a program. */
public final class ExchangeQueueStress {
    private ExchangeQueueStress() {
    }

    /** Two come where there is room for one. Third: how many wait. */
    @JCStressTest
    @Outcome(id = {"true, false, 1", "false, true, 1"}, expect = Expect.ACCEPTABLE, desc = "One has the place.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The bound is broken, or a place is lost.")
    @State
    public static class TwoCome {
        private final ExchangeQueue queue = new ExchangeQueue(1, 0);

        /** One. */
        @Actor
        public void one(ZZI_Result result) {
            result.r1 = queue.add(new Unanswered());
        }

        /** Another one. */
        @Actor
        public void other(ZZI_Result result) {
            result.r2 = queue.add(new Unanswered());
        }

        /** Looks. */
        @Arbiter
        public void count(ZZI_Result result) {
            result.r3 = queue.queued();
        }
    }

    /** Two workers where one more may be in flight. Third: in flight. */
    @JCStressTest
    @Outcome(id = {"true, false, 1", "false, true, 1"}, expect = Expect.ACCEPTABLE, desc = "One takes.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The bound is broken, or nobody takes what waits.")
    @State
    public static class TwoTake {
        private final ExchangeQueue queue = new ExchangeQueue(1, 5);

        /** Two wait. */
        public TwoTake() {
            queue.add(new Unanswered());
            queue.add(new Unanswered());
        }

        /** One. */
        @Actor
        public void one(ZZI_Result result) {
            result.r1 = queue.take() != null;
        }

        /** Another one. */
        @Actor
        public void other(ZZI_Result result) {
            result.r2 = queue.take() != null;
        }

        /** Looks. */
        @Arbiter
        public void count(ZZI_Result result) {
            result.r3 = queue.inFlight();
        }
    }

    /** A client goes while a worker takes its exchange. Third: all counts. */
    @JCStressTest
    @Outcome(id = {"true, false, 1", "false, true, 0"}, expect = Expect.ACCEPTABLE, desc = "One has it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "It is with both, with nobody, or counted wrongly.")
    @State
    public static class TakenBack {
        private final ExchangeQueue queue = new ExchangeQueue(1, 5);
        private final Unanswered exchange = new Unanswered();

        /** It waits. */
        public TakenBack() {
            queue.add(exchange);
        }

        /** The worker. */
        @Actor
        public void worker(ZZI_Result result) {
            result.r1 = queue.take() != null;
        }

        /** The event loop. */
        @Actor
        public void eventLoop(ZZI_Result result) {
            result.r2 = queue.remove(exchange);
        }

        /** Looks. */
        @Arbiter
        public void count(ZZI_Result result) {
            result.r3 = queue.inFlight() + 10 * queue.queued();
        }
    }
}
