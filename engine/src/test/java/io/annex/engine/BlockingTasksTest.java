package io.annex.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.testing.Waiting;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingTasksTest {
    private final BlockingTasks tasks = new BlockingTasks("test", 3);
    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        held.countDown();
        tasks.close();
    }

    private void hold() {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aLaneThatWaitsKeepsNoThreadsFromAnother() throws Exception {
        BlockingTasks.Lane slow = tasks.lane(2, 100);
        for (int i = 0; i < 50; i++) {
            slow.execute(this::hold);
        }
        BlockingTasks.Lane other = tasks.lane(2, 100);
        for (int i = 0; i < 10; i++) {
            Waiting.get("another's turn", CompletableFuture.runAsync(() -> {
            }, other));
        }
    }

    @Test
    void lanesTakeTurnsWhereAllThreadsAreTaken() throws Exception {
        BlockingTasks one = new BlockingTasks("one", 1);
        List<String> order = new CopyOnWriteArrayList<>();
        BlockingTasks.Lane first = one.lane(1, 100);
        BlockingTasks.Lane second = one.lane(1, 100);
        first.execute(this::hold);
        for (int i = 0; i < 3; i++) {
            first.execute(() -> order.add("first"));
        }
        second.execute(() -> order.add("second"));
        CompletableFuture<Void> last = CompletableFuture.runAsync(() -> order.add("second"), second);
        CompletableFuture<Void> lastOfFirst = CompletableFuture.runAsync(() -> {
        }, first);
        held.countDown();
        Waiting.get("the last", last);
        Waiting.get("the last of the first lane", lastOfFirst);
        assertThat(order).containsExactly("second", "first", "second", "first", "first");
        one.close();
    }

    @Test
    void whatDoesNotFitIsRefusedAndTheLaneGoesOn() throws Exception {
        BlockingTasks.Lane lane = tasks.lane(1, 2);
        CountDownLatch begun = new CountDownLatch(1);
        lane.execute(() -> {
            begun.countDown();
            hold();
        });
        Waiting.open("it has begun", begun);
        lane.execute(this::hold);
        CompletableFuture<Void> last = CompletableFuture.runAsync(this::hold, lane);
        assertThatThrownBy(() -> lane.execute(this::hold)).isInstanceOf(RejectedExecutionException.class)
                .hasMessage("test: 2 tasks wait (expected: fewer)");
        held.countDown();
        Waiting.get("the last", last);
        Waiting.get("one more", CompletableFuture.runAsync(this::hold, lane));
    }

    @Test
    void anErrorEndsItsTaskAlone() throws Exception {
        BlockingTasks.Lane lane = tasks.lane(1, 10);
        lane.execute(() -> {
            throw new StackOverflowError("planted");
        });
        Waiting.get("what comes after it", CompletableFuture.runAsync(() -> {
        }, lane));
    }

    @Test
    void afterTheEndNothingIsTaken() {
        BlockingTasks.Lane lane = tasks.lane(1, 10);
        tasks.close();
        assertThatThrownBy(() -> lane.execute(this::hold)).isInstanceOf(RejectedExecutionException.class);
    }
}
