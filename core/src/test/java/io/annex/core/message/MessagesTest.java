package io.annex.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.Parts;
import io.annex.core.deploy.Deployments;
import io.annex.core.deploy.FakeEngine;
import io.annex.core.deploy.FakeEngine.FakeWorkers;
import io.annex.core.message.MessageFailed.Reason;
import io.annex.core.restapp.RestappStyle;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limits;
import io.annex.core.source.Samples;
import io.annex.engine.Exchange;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessagesTest {
    private static final int AT_ONCE = 4;

    @TempDir
    private Path temp;
    private final FakeEngine engine = new FakeEngine();
    private final Map<String, String> limits = new HashMap<>();
    private Messages messages;
    private Deployments deployments;

    @BeforeEach
    void open() throws IOException {
        Parts parts = new Parts(temp, engine, new RestappStyle());
        messages = parts.messages();
        limits.putAll(Map.of("messages", "3", "messageBytes", "1 KB"));
        deployments = parts.deployments(name -> new AddonSettings(Limits.DEFAULTS.with(limits),
                AddonSettings.DEFAULTS.corsOrigins(), AddonSettings.DEFAULTS.placement(),
                AddonSettings.DEFAULTS.packages(), AddonSettings.DEFAULTS.grants()),
                (previous, next) -> messages.swapped(previous, next));
    }

    @AfterEach
    void close() {
        messages.close();
    }

    /** Deploys an add-on with listeners of these names. */
    private FakeWorkers deploy(String id, String... listeners) throws Exception {
        Path folder = Samples.folder(temp.resolve(id), id, "1");
        StringBuilder declared = new StringBuilder();
        for (String each : listeners) {
            declared.append(declared.isEmpty() ? "" : ", ").append("{\"name\": \"").append(each).append("\"}");
        }
        Files.writeString(folder.resolve("index.js"),
                "{\"endpoints\": [], \"listeners\": [" + declared + "], \"warnings\": []}");
        deployments.deploy(folder);
        return engine.last();
    }

    private static List<String> offered(FakeWorkers workers) {
        return workers.offered.stream().map(each -> each.message().replace('\0', '|')).toList();
    }

    private List<CompletableFuture<String>> call(int times) {
        return Stream.generate(() -> messages.call("a", "x", "1").toCompletableFuture()).limit(times).toList();
    }

    private static Reason reason(CompletableFuture<String> end) throws Exception {
        Throwable failure = Waiting.get("the failure", end.handle((answer, thrown) -> thrown));
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return ((MessageFailed) cause).reason();
    }

    private static void answer(Exchange exchange, String json) {
        exchange.loop().execute(() -> exchange.answered("1\000200\0\0\0t\0" + json, null, 0));
    }

    private static void stop(Exchange exchange, StopReason reason) {
        exchange.loop().execute(() -> exchange.stopped(new Stop(reason, "for the test"), 0));
    }

    @Test
    void anEventIsOneMessageForEachListenerThatHearsIt() throws Exception {
        FakeWorkers a = deploy("a", "other", "x", "x:y", "x");
        FakeWorkers b = deploy("b", "x:y:z");
        assertThat(messages.emit("x:y", "{\"n\": 1, \"event\": \"mine\"}", "me")).isEqualTo(3);
        assertThat(offered(a)).hasSize(3)
                .allMatch(each -> each.contains("{\"n\":1,\"event\":\"x:y\",\"emitter\":\"me\","));
        assertThat(offered(a).stream().map(each -> each.substring(0, 10))).containsExactly("-|event|1|", "-|event|2|",
                "-|event|3|");
        assertThat(offered(b)).isEmpty();
    }

    @Test
    void aFewAreUnderWayAndTheNextGoWhenTheyHaveEnded() throws Exception {
        FakeWorkers a = deploy("a", "x");
        List<CompletableFuture<String>> ends = call(AT_ONCE + 2);
        assertThat(a.offered).hasSize(AT_ONCE);
        assertThat(messages.waiting("a")).isEqualTo(2);
        answer(a.offered.getFirst(), "[1]");
        assertThat(Waiting.get("the answer", ends.getFirst())).isEqualTo("[1]");
        Waiting.until("the next one", () -> a.offered.size() == AT_ONCE + 1);
        stop(a.offered.get(1), StopReason.CPU);
        assertThat(reason(ends.get(1))).isEqualTo(Reason.STOPPED);
        Waiting.until("the next one", () -> a.offered.size() == AT_ONCE + 2);
        assertThat(messages.waiting("a")).isZero();
    }

    @Test
    void whatIsLeftOfAnAddonThatIsGoneIsForgottenWhenItHasEnded() throws Exception {
        FakeWorkers a = deploy("a", "x");
        List<CompletableFuture<String>> ends = call(2);
        deployments.remove(temp.resolve("a"));
        messages.reportDropped();
        assertThat(messages.known()).as("what is under way has to end").isOne();
        answer(a.offered.getFirst(), "1");
        answer(a.offered.get(1), "2");
        assertThat(Waiting.get("the answer", ends.get(1))).isEqualTo("2");
        messages.reportDropped();
        assertThat(messages.known()).isZero();
        FakeWorkers again = deploy("a", "x");
        call(1);
        assertThat(again.offered).hasSize(1);
    }

    @Test
    void whatIsMoreThanMayWaitIsDropped() throws Exception {
        deploy("a", "x");
        List<CompletableFuture<String>> ends = call(AT_ONCE + 3 + 2);
        assertThat(reason(ends.get(AT_ONCE + 3))).isEqualTo(Reason.FULL);
        assertThat(reason(ends.get(AT_ONCE + 4))).isEqualTo(Reason.FULL);
        assertThat(ends.subList(0, AT_ONCE + 3)).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void soIsWhatIsLongerThanMayWait() throws Exception {
        deploy("a", "x");
        call(AT_ONCE);
        String large = '"' + "x".repeat(600) + '"';
        assertThat(messages.call("a", "x", large).toCompletableFuture()).isNotDone();
        assertThat(reason(messages.call("a", "x", large).toCompletableFuture())).isEqualTo(Reason.FULL);
        assertThat(messages.call("a", "x", "1").toCompletableFuture()).isNotDone();
    }

    @Test
    void aNewVersionGetsWhatWaitsAndTheOldOneEndsWhatItHas() throws Exception {
        FakeWorkers old = deploy("a", "x");
        List<CompletableFuture<String>> ends = call(AT_ONCE + 2);
        FakeWorkers next = deploy("a", "before", "x");
        // It does not wait until the old one has ended what it has.
        assertThat(offered(next)).containsExactly("-|call|1|x|1", "-|call|1|x|1");
        answer(old.offered.getFirst(), "\"old\"");
        assertThat(Waiting.get("the answer", ends.getFirst())).isEqualTo("\"old\"");
        answer(next.offered.getFirst(), "\"new\"");
        assertThat(Waiting.get("the answer", ends.get(AT_ONCE))).isEqualTo("\"new\"");
        assertThat(old.offered).hasSize(AT_ONCE);
        assertThat(next.offered).hasSize(2);
    }

    @Test
    void whatTheOldVersionDidNotBeginComesBackAndNothingElseDoes() throws Exception {
        FakeWorkers old = deploy("a", "x");
        List<CompletableFuture<String>> ends = call(AT_ONCE);
        FakeWorkers next = deploy("a", "x");
        stop(old.offered.getFirst(), StopReason.NOT_BEGUN);
        Waiting.until("it begins in the new one", () -> next.offered.size() == 1);
        stop(old.offered.get(1), StopReason.TERMINATED);
        stop(old.offered.get(2), StopReason.DRAINING);
        stop(old.offered.get(3), StopReason.CONCURRENCY);
        for (int i = 1; i < AT_ONCE - 1; i++) {
            assertThat(reason(ends.get(i))).isEqualTo(Reason.STOPPED);
        }
        Waiting.until("what found no room begins in the new one, too", () -> next.offered.size() == 2);
        answer(next.offered.getFirst(), "2");
        answer(next.offered.getLast(), "3");
        assertThat(Waiting.get("the answer", ends.getFirst())).isEqualTo("2");
        assertThat(Waiting.get("the answer", ends.getLast())).isEqualTo("3");
    }

    /** They were full of requests, which nothing that waits is lost for. */
    @Test
    void whatFindsNoRoomInTheWorkersKeepsItsTurn() throws Exception {
        FakeWorkers a = deploy("a", "x");
        List<CompletableFuture<String>> ends = Stream.of("1", "2", "3", "4", "5", "6")
                .map(json -> messages.call("a", "x", json).toCompletableFuture()).toList();
        for (int i = AT_ONCE - 1; i >= 0; i--) {
            stop(a.offered.get(i), StopReason.CONCURRENCY);
        }
        Waiting.until("they are offered again", () -> a.offered.size() == 2 * AT_ONCE);
        assertThat(offered(a).subList(AT_ONCE, 2 * AT_ONCE)).containsExactly("-|call|0|x|1", "-|call|0|x|2",
                "-|call|0|x|3", "-|call|0|x|4");
        assertThat(ends).noneMatch(CompletableFuture::isDone);
        for (int i = 0; i < ends.size(); i++) {
            int at = AT_ONCE + i;
            Waiting.until("its turn", () -> a.offered.size() > at);
            answer(a.offered.get(at), "1");
            assertThat(Waiting.get("the answer", ends.get(i))).isEqualTo("1");
        }
    }

    @Test
    void whatFindsNoRoomForLongerThanTheWallTimeIsGivenUp() throws Exception {
        limits.put("wall", "1 ms");
        FakeWorkers a = deploy("a", "x");
        CompletableFuture<String> end = call(1).getFirst();
        long sent = System.nanoTime();
        Waiting.until("its time is over", () -> System.nanoTime() - sent > 1_000_000);
        stop(a.offered.getFirst(), StopReason.CONCURRENCY);
        assertThat(reason(end)).isEqualTo(Reason.STOPPED);
    }

    @Test
    void whatWasNotBegunAndNoOtherVersionServesIsNotOfferedAgain() throws Exception {
        FakeWorkers a = deploy("a", "x");
        CompletableFuture<String> end = call(1).getFirst();
        stop(a.offered.getFirst(), StopReason.NOT_BEGUN);
        assertThat(reason(end)).isEqualTo(Reason.STOPPED);
        assertThat(a.offered).hasSize(1);
    }

    @Test
    void ofSeveralListenersOfANameEachIsFoundAgain() throws Exception {
        FakeWorkers old = deploy("a", "x", "x");
        messages.emit("x", "{}");
        messages.emit("x", "{}");
        messages.emit("x", "{}");
        assertThat(messages.waiting("a")).isEqualTo(2);
        FakeWorkers next = deploy("a", "y", "x", "x");
        assertThat(offered(next).stream().map(each -> each.substring(0, 10))).containsExactly("-|event|1|",
                "-|event|2|");
        assertThat(old.offered).hasSize(AT_ONCE);
    }

    @Test
    void whatNobodyListensForAnyMoreIsDropped() throws Exception {
        deploy("a", "x");
        List<CompletableFuture<String>> ends = call(AT_ONCE + 1);
        FakeWorkers next = deploy("a", "y");
        assertThat(reason(ends.getLast())).isEqualTo(Reason.NO_LISTENER);
        assertThat(next.offered).isEmpty();
        assertThat(reason(call(1).getFirst())).isEqualTo(Reason.NO_LISTENER);
    }

    @Test
    void whatWaitsForAnAddonThatIsRemovedIsDropped() throws Exception {
        FakeWorkers a = deploy("a", "x");
        List<CompletableFuture<String>> ends = call(AT_ONCE + 1);
        deployments.remove(temp.resolve("a"));
        assertThat(reason(ends.getLast())).isEqualTo(Reason.CLOSED);
        assertThat(reason(call(1).getFirst())).isEqualTo(Reason.NO_ADDON);
        answer(a.offered.getFirst(), "1");
        assertThat(Waiting.get("what was begun ends", ends.getFirst())).isEqualTo("1");
        messages.close();
        assertThat(reason(ends.get(1))).isEqualTo(Reason.STOPPED);
    }

    @Test
    void atTheEndWhatWasBegunIsAnsweredAndTheRestIsDropped() throws Exception {
        FakeWorkers a = deploy("a", "x");
        List<CompletableFuture<String>> ends = call(AT_ONCE + 1);
        messages.drain();
        assertThat(reason(ends.getLast())).isEqualTo(Reason.CLOSED);
        assertThat(reason(call(1).getFirst())).isEqualTo(Reason.CLOSED);
        assertThat(messages.emit("x", "{}")).isZero();
        answer(a.offered.getFirst(), "1");
        assertThat(Waiting.get("the answer", ends.getFirst())).isEqualTo("1");
        messages.close();
        assertThat(reason(ends.get(1))).isEqualTo(Reason.STOPPED);
        assertThat(a.offered).hasSize(AT_ONCE);
    }

    @Test
    void whatAnAddonSaysIsNotBelieved() throws Exception {
        FakeWorkers a = deploy("a", "x");
        List<String> said = List.of("", "1\000200\0\0\0b\0", "1\000200\0\0\0f\0upload:1", "1\00099\0\0\0t\0",
                "1\000500\0\0\0e\0Error");
        List<CompletableFuture<String>> ends = new ArrayList<>();
        for (String each : said) {
            ends.add(call(1).getFirst());
            Exchange exchange = a.offered.getLast();
            exchange.loop().execute(() -> exchange.answered(each, null, 0));
            assertThat(reason(ends.getLast())).as(each).isEqualTo(Reason.FAILED);
        }
    }

    @Test
    void whoFailsWhenItIsToldOfAnEndTakesNoPlace() throws Exception {
        FakeWorkers a = deploy("a", "x");
        List<CompletableFuture<String>> ends = call(AT_ONCE + 1);
        ((MessageExchange) a.offered.getFirst()).whenNothingRuns(() -> {
            throw new IllegalStateException("for the test");
        });
        answer(a.offered.getFirst(), "1");
        assertThat(Waiting.get("the answer", ends.getFirst())).isEqualTo("1");
        Waiting.until("the next one", () -> a.offered.size() == AT_ONCE + 1);
    }

    @Test
    void norDoesItKeepTheEndFromOthers() throws Exception {
        FakeWorkers a = deploy("a", "x");
        CompletableFuture<String> end = call(1).getFirst();
        MessageExchange exchange = (MessageExchange) a.offered.getFirst();
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        exchange.whenNothingRuns(() -> {
            throw new IllegalStateException("for the test");
        });
        exchange.tell(told::complete);
        answer(exchange, "1");
        assertThat(Waiting.get("the answer", end)).isEqualTo("1");
        assertThat(told).isCompletedWithValue(true);
    }

    @Test
    void whoOnlyTellsHearsNoAnswer() throws Exception {
        FakeWorkers a = deploy("a", "x");
        CompletableFuture<String> end = messages.send("a", "x", "1").toCompletableFuture();
        answer(a.offered.getFirst(), "\"what nobody asked for\"");
        assertThat(Waiting.get("its end", end)).isEqualTo("null");
    }

    @Test
    void whatIsNoJsonIsRefused() throws Exception {
        deploy("a", "x");
        for (String none : List.of("", " ", "1 2", "{", "undefined", "NaN", "{\"a\": 1,}", "1\0")) {
            assertThatThrownBy(() -> messages.call("a", "x", none)).as(none)
                    .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("json: ");
        }
    }

    /** Threads wait by another clock, and not for parts of a millisecond. */
    @Test
    void aTimerRunsOnceAtEachTime() throws Exception {
        deploy("a", "x");
        List<Long> planned = new CopyOnWriteArrayList<>();
        try (Messages.Timer timer = messages.timer("y", now -> {
            long next = now.toEpochMilli() / 10 * 10 + 10;
            planned.add(next);
            return Instant.ofEpochMilli(next);
        })) {
            Waiting.until("it has run", () -> planned.size() >= 20);
            assertThat(planned).doesNotHaveDuplicates();
            assertThat(timer).isNotNull();
        }
    }

    @Test
    void aTimerWhoseScheduleFailsAsksItAgain() throws Exception {
        FakeWorkers a = deploy("a", "x");
        AtomicInteger asked = new AtomicInteger();
        try (Messages.Timer timer = messages.timer("x", now -> {
            if (asked.incrementAndGet() == 2) {
                throw new IllegalStateException("for the test");
            }
            return now.plusMillis(1);
        })) {
            Waiting.until("it has run", () -> a.offered.size() == 1);
            answer(a.offered.getFirst(), "1");
            Waiting.until("it runs again", () -> a.offered.size() == 2);
            assertThat(timer).isNotNull();
        }
    }

    /** Never is a time, too. */
    @Test
    void aTimerMayBeFiredAlone() throws Exception {
        FakeWorkers a = deploy("a", "x");
        try (Messages.Timer timer = messages.timer("x", now -> Instant.MAX)) {
            timer.fire();
            assertThat(a.offered).hasSize(1);
        }
    }

    @Test
    void aTimerPassesOverWhatHasNotEnded() throws Exception {
        FakeWorkers a = deploy("a", "x");
        FakeWorkers b = deploy("b", "x");
        try (Messages.Timer timer = messages.timer("x", Schedule.every(Duration.ofDays(1)))) {
            timer.fire();
            timer.fire();
            assertThat(a.offered).hasSize(1);
            assertThat(offered(b)).singleElement().asString()
                    .startsWith("-|timer|0|x|{\"event\":\"x\",\"emitter\":\"anonymous\"");
            answer(a.offered.getFirst(), "1");
            Waiting.until("it runs again where it has ended", () -> {
                timer.fire();
                return a.offered.size() == 2;
            });
            assertThat(b.offered).hasSize(1);
        }
    }

    @Test
    void aTimerRunsBySchedule() throws Exception {
        FakeWorkers a = deploy("a", "x");
        try (Messages.Timer timer = messages.timer("x", Schedule.every(Duration.ofMillis(2)))) {
            for (int times = 1; times <= 3; times++) {
                int most = times;
                Waiting.until("it has run", () -> a.offered.size() == most);
                answer(a.offered.getLast(), "1");
            }
            assertThat(timer).isNotNull();
        }
    }

    @Test
    void aServiceTellsItsAddonAlone() throws Exception {
        FakeWorkers a = deploy("a", "x");
        FakeWorkers b = deploy("b", "x");
        messages.emitTo("a", "x", "{}");
        assertThat(a.offered).hasSize(1);
        assertThat(b.offered).isEmpty();
    }

    private static CompletableFuture<String> op(FakeWorkers workers, String text, @Nullable Exchange exchange) {
        CompletableFuture<String> said = new CompletableFuture<>();
        workers.host.op(new Op("events.emit", text, null, exchange, true), new OpReply() {
            @Override
            public void ok(String answer) {
                said.complete(answer);
            }

            @Override
            public void ok(byte[] bytes) {
                said.complete("bytes");
            }

            @Override
            public void ok(String answer, byte[] bytes) {
                said.complete("bytes");
            }

            @Override
            public void fail(String message) {
                said.complete(message);
            }
        });
        return said;
    }

    /** The guest library says so first; it is not believed. */
    @Test
    void anAddonEmitsWhatItMayAndNothingWhileItHandlesAnEvent() throws Exception {
        FakeWorkers a = deploy("a", "x", "sv:x");
        assertThat(op(a, "x\0{\"n\": 1}", null)).isCompletedWithValue("");
        Waiting.until("it is handed over", () -> a.offered.size() == 1);
        assertThat(offered(a)).singleElement().asString()
                .startsWith("-|event|0|x|{\"n\":1,\"event\":\"x\",\"emitter\":\"a\",");
        assertThat(op(a, "x\0{}", a.offered.getFirst()).get()).contains("no event can be emitted while one is handled");
        messages.emit("sv:x", "{}");
        assertThat(op(a, "x\0{}", a.offered.getLast())).isCompletedWithValue("");
        Waiting.until("it is handed over", () -> a.offered.size() == 3);
        assertThat(op(a, "sv:x\0{}", null).get()).contains("the system's own events");
        for (String broken : List.of("", "x", "\0{}", "x\0", "x\0null", "a b\0{}", "x\0{", "x\0[]")) {
            assertThat(op(a, broken, null).get()).as(broken).contains("events.emit: ");
        }
        assertThat(a.offered).hasSize(3);
    }
}
