package io.annex.engine.isolate;

import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The watchdog and a worker at the same slice. */
public final class SliceStress {
    private static final Stop WHY = new Stop(StopReason.CPU, "");

    private SliceStress() {
    }

    /** An isolate that counts. */
    public static class Place implements Slice.Place {
        /** Terminations that nobody has taken back. Two threads, never at a time. */
        protected int terminated;

        @Override
        public void terminate() {
            terminated++;
        }

        @Override
        public void unterminate() {
            terminated--;
        }
    }

    /** First: stopped. Second: ended as stopped. Third: terminations left. */
    @JCStressTest
    @Outcome(id = {"true, true, 0", "false, false, 0"}, expect = Expect.ACCEPTABLE, desc = "Both know the same.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A termination waits for the next slice, or is not known of.")
    @State
    public static class StoppedAtItsEnd extends Place {
        private final Slice slice = new Slice(this);

        /** It runs. */
        public StoppedAtItsEnd() {
            slice.begin(0);
        }

        /** Stops it. */
        @Actor
        public void watchdog(ZZI_Result result) {
            result.r1 = slice.stop(1, WHY);
        }

        /** Ends it. */
        @Actor
        public void worker(ZZI_Result result) {
            result.r2 = slice.end() != null;
        }

        /** Looks. */
        @Arbiter
        public void count(ZZI_Result result) {
            result.r3 = terminated;
        }
    }

    /** First: the one that was meant is stopped. Second: another one runs. */
    @JCStressTest
    @Outcome(id = {"true, false", "false, true"}, expect = Expect.ACCEPTABLE, desc = "One of the two.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Another's slice was stopped, or none goes on.")
    @State
    public static class StoppedAtATurn extends Place {
        private final Slice slice = new Slice(this);

        /** It runs. */
        public StoppedAtATurn() {
            slice.begin(0);
        }

        /** Stops it. */
        @Actor
        public void watchdog(ZZ_Result result) {
            result.r1 = slice.stop(1, WHY);
        }

        /** Turns to another exchange. */
        @Actor
        public void worker(ZZ_Result result) {
            result.r2 = slice.turn(1);
        }
    }
}
