package io.annex.engine.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.TestExchange;
import org.junit.jupiter.api.Test;

class ExchangeQueueTest {
    private final ExchangeQueue queue = new ExchangeQueue(2, 1);

    private TestExchange add(String name) {
        TestExchange exchange = new TestExchange(name);
        return queue.add(exchange) ? exchange : new TestExchange("refused");
    }

    @Test
    void asManyMayWaitAsMayBeInFlightAndSomeMore() {
        TestExchange first = add("one");
        add("two");
        add("three");
        assertThat(add("four").message()).isEqualTo("refused");
        assertThat(queue.queued()).isEqualTo(3);
        assertThat(queue.take()).isSameAs(first);
        assertThat(add("five").message()).as("one may wait and one be taken").isEqualTo("refused");
        assertThat(queue.inFlight()).isEqualTo(1);
    }

    @Test
    void noMoreAreTakenThanMayBeInFlight() {
        add("one");
        add("two");
        TestExchange third = add("three");
        assertThat(queue.hasWork()).isTrue();
        queue.take();
        queue.take();
        assertThat(queue.hasWork()).isFalse();
        assertThat(queue.take()).isNull();
        assertThat(queue.finished()).as("others waited for it").isTrue();
        assertThat(queue.take()).isSameAs(third);
        assertThat(queue.finished()).as("nobody waited").isFalse();
        assertThat(queue.finished()).isFalse();
        assertThat(queue.inFlight()).isZero();
        assertThat(queue.take()).isNull();
        assertThat(queue.inFlight()).as("nothing was there to take").isZero();
    }

    @Test
    void whatIsTakenBackOrRefusedLeavesItsPlace() {
        TestExchange first = add("one");
        TestExchange second = add("two");
        assertThat(queue.remove(second)).isTrue();
        assertThat(queue.remove(second)).isFalse();
        assertThat(queue.peek()).isSameAs(first);
        assertThat(queue.poll()).isSameAs(first);
        assertThat(queue.poll()).isNull();
        assertThat(queue.queued()).isZero();
        assertThat(queue.inFlight()).isZero();
        assertThat(queue.isEmpty()).isTrue();
    }
}
