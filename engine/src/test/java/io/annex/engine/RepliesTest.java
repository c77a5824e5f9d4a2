package io.annex.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RepliesTest {
    private final List<String> told = new ArrayList<>();
    private final Executor loop = Runnable::run;

    @Test
    void oneThatCannotBeDeliveredTakesNoOtherWithIt() {
        Replies replies = new Replies();
        replies.answered(new Told("first", loop), "", null, 0);
        replies.answered(new Told("broken", loop), "", null, 0);
        replies.stopped(new Told("broken", loop), new Stop(StopReason.CPU, ""), 0);
        replies.stopped(new Told("last", loop), new Stop(StopReason.CPU, ""), 0);
        replies.flush();
        assertThat(told).containsExactly("first", "last");
    }

    @Test
    void anEventLoopThatHasEndedTakesNoOtherWithIt() {
        Replies replies = new Replies();
        replies.answered(new Told("nobody", task -> {
            throw new RejectedExecutionException("it has ended");
        }), "", null, 0);
        replies.answered(new Told("other", loop), "", null, 0);
        replies.flush();
        assertThat(told).containsExactly("other");
        assertThat(replies.size()).isZero();
    }

    @Test
    void thoseOfADrainGoToTheirEventLoopInOneTaskAndInTheirOrder() {
        List<Runnable> one = new ArrayList<>();
        List<Runnable> other = new ArrayList<>();
        Executor oneLoop = one::add;
        Executor otherLoop = other::add;
        TestExchange first = new TestExchange("first", oneLoop);
        TestExchange second = new TestExchange("second", otherLoop);
        Replies replies = new Replies();
        replies.goesOn(first);
        replies.answered(second, "yes", null, 0);
        replies.answered(first, "more", null, 0);
        replies.over(first);
        assertThat(replies.size()).isEqualTo(4);
        replies.flush();
        replies.flush();
        assertThat(replies.size()).isZero();
        assertThat(one).hasSize(1);
        assertThat(other).hasSize(1);
        assertThat(first.told).isEmpty();
        one.forEach(Runnable::run);
        other.forEach(Runnable::run);
        assertThat(first.told).containsExactly("goesOn", "answered more", "over");
        assertThat(second.told).containsExactly("answered yes");
    }

    @Test
    void whatIsTakenWhileOthersAreToldLeavesWithTheNext() {
        Replies replies = new Replies();
        TestExchange asksAgain = new TestExchange("again");
        replies.answered(new Told("first", task -> {
            replies.answered(asksAgain, "late", null, 0);
            task.run();
        }), "", null, 0);
        replies.flush();
        assertThat(asksAgain.told).isEmpty();
        assertThat(replies.size()).isEqualTo(1);
        replies.flush();
        assertThat(asksAgain.told).containsExactly("answered late");
    }

    private final class Told implements Exchange {
        private final String name;
        private final Executor executor;

        Told(String name, Executor executor) {
            this.name = name;
            this.executor = executor;
        }

        private void tell() {
            if (name.equals("broken")) {
                throw new IllegalStateException("it cannot be told");
            }
            told.add(name);
        }

        @Override
        public String id() {
            return name;
        }

        @Override
        public String message() {
            return "";
        }

        @Override
        public byte @Nullable [] body() {
            return null;
        }

        @Override
        public Executor loop() {
            return executor;
        }

        @Override
        public long arrivedAt() {
            return 0;
        }

        @Override
        public void answered(String answer, byte @Nullable [] bytes, long cpuNanos) {
            tell();
        }

        @Override
        public void stopped(Stop stop, long cpuNanos) {
            tell();
        }
    }
}
