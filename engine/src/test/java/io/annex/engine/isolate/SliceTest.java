package io.annex.engine.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.testing.Waiting;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ends a slice ends no other one. */
class SliceTest implements Slice.Place {
    private static final Stop WHY = new Stop(StopReason.CPU, "too long");

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch terminates = new CountDownLatch(1);
    private final CountDownLatch mayTerminate = new CountDownLatch(1);
    private final ExecutorService others = Executors.newCachedThreadPool();
    private boolean waits;
    private final Slice slice = new Slice(this);

    @AfterEach
    void end() {
        mayTerminate.countDown();
        others.shutdown();
    }

    @Override
    public void terminate() {
        terminates.countDown();
        if (waits) {
            try {
                Waiting.open("it may go on", mayTerminate);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        done.add("terminated");
    }

    @Override
    public void unterminate() {
        done.add("unterminated");
    }

    @Test
    void oneThatEndsByItselfIsNotStopped() {
        slice.begin(0);
        assertThat(slice.running()).isTrue();
        assertThat(slice.end()).isNull();
        assertThat(slice.running()).isFalse();
        assertThat(done).isEmpty();
    }

    @Test
    void oneThatIsStoppedSaysWhyAndTheNextRuns() {
        slice.begin(0);
        assertThat(slice.stop(slice.serial(), WHY)).isTrue();
        assertThat(slice.stopped()).isTrue();
        assertThat(slice.stop(slice.serial(), new Stop(StopReason.MEMORY, "later"))).as("once").isFalse();
        assertThat(slice.end()).isEqualTo(WHY);
        assertThat(done).containsExactly("terminated", "unterminated");
        slice.begin(1);
        assertThat(slice.end()).isNull();
    }

    @Test
    void aStopThatComesTooLateStopsNothing() {
        slice.begin(0);
        int ended = slice.serial();
        slice.end();
        assertThat(slice.stop(ended, WHY)).as("none runs").isFalse();
        slice.begin(1);
        assertThat(slice.stop(ended, WHY)).as("another one runs").isFalse();
        assertThat(slice.end()).isNull();
        assertThat(done).isEmpty();
    }

    @Test
    void aTurnIsAnotherSliceUnlessTheFirstWasStopped() {
        slice.begin(0);
        int first = slice.serial();
        assertThat(slice.turn(5)).isTrue();
        assertThat(slice.startedAt()).isEqualTo(5);
        assertThat(slice.stop(first, WHY)).isFalse();
        assertThat(slice.stop(slice.serial(), WHY)).isTrue();
        assertThat(slice.turn(9)).isFalse();
        assertThat(slice.startedAt()).isEqualTo(5);
        assertThat(slice.end()).isEqualTo(WHY);
    }

    /** The termination would end whoever runs next. */
    @Test
    void theEndWaitsForATerminationThatIsOnItsWay() throws Exception {
        waits = true;
        slice.begin(0);
        int serial = slice.serial();
        CompletableFuture<Boolean> stopping = CompletableFuture.supplyAsync(() -> slice.stop(serial, WHY), others);
        Waiting.open("it is being stopped", terminates);
        CompletableFuture<Void> ending = CompletableFuture.runAsync(() -> {
            done.add("ends");
            assertThat(slice.end()).isEqualTo(WHY);
        }, others);
        Waiting.until("it is about to end", () -> done.contains("ends"));
        mayTerminate.countDown();
        assertThat(Waiting.get("the stop", stopping)).isTrue();
        Waiting.get("the end", ending);
        assertThat(done).containsExactly("ends", "terminated", "unterminated");
    }

    @Test
    void oneThatIsLostIsNobodysWhenItComesBack() {
        slice.begin(0);
        int serial = slice.serial();
        assertThat(slice.lose(serial)).as("it runs").isNull();
        slice.stop(serial, WHY);
        assertThat(slice.lose(serial)).isEqualTo(WHY);
        assertThat(slice.lose(serial)).as("once").isNull();
        slice.lost();
        assertThatThrownBy(slice::end).isInstanceOf(Slice.LostException.class);
    }
}
