package io.annex.core.service.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.service.cache.CacheAnswer.Kind;
import io.annex.testing.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VersionCacheTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final CacheAnswer ALONE = CacheAnswer.of(Kind.ALONE);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final CacheRoom room = new CacheRoom(1_000_000);
    private final VersionCache cache = new VersionCache(new Entries(room, 1_000_000, clock), clock);

    @AfterEach
    void stop() {
        clock.shutdownNow();
    }

    private static Question of(String key, Long... on) {
        return new Question(new CacheKey("", key), Set.of(on), null);
    }

    private static Question of(String key, TestScope exchange) {
        return new Question(new CacheKey("", key), Set.of(), exchange);
    }

    private static CacheAnswer value(String text) {
        return new CacheAnswer(Kind.VALUE, text);
    }

    private static long token(CacheAnswer answer) {
        assertThat(answer.kind()).isEqualTo(Kind.TURN);
        return Long.parseLong(answer.text());
    }

    private CompletableFuture<CacheAnswer> await(Question question, @Nullable Duration most) {
        CompletableFuture<CacheAnswer> answer = new CompletableFuture<>();
        cache.await(question, most, answer::complete);
        return answer;
    }

    private CacheAnswer get(String key) {
        return cache.get(of(key));
    }

    @Test
    void oneHasTheTurnAndTheOthersAreGivenWhatItProduces() {
        long token = token(get("k"));
        assertThat(get("k")).isEqualTo(CacheAnswer.of(Kind.BUSY));
        CompletableFuture<CacheAnswer> blocked = await(of("k"), HOUR);
        cache.keep(token, value("1"), HOUR);
        assertThat(blocked).isCompletedWithValue(value("1"));
        assertThat(get("k")).isEqualTo(value("1"));
    }

    @Test
    void whoWaitsForAnAsynchronousProducerDoesNotBlock() {
        long token = token(get("k"));
        CompletableFuture<CacheAnswer> blocked = await(of("k"), HOUR);
        cache.later(token);
        assertThat(blocked).isCompletedWithValue(CacheAnswer.of(Kind.LATER));
        assertThat(get("k")).isEqualTo(CacheAnswer.of(Kind.LATER));
        CompletableFuture<CacheAnswer> promised = await(of("k"), null);
        assertThat(promised).isNotDone();
        cache.keep(token, new CacheAnswer(Kind.LATER_VALUE, "1"), HOUR);
        assertThat(promised).isCompletedWithValue(new CacheAnswer(Kind.LATER_VALUE, "1"));
    }

    @Test
    void aFailureGivesTheTurnToTheNextAndNothingToKeepGivesItToAll() {
        long token = token(get("k"));
        List<CompletableFuture<CacheAnswer>> waiting = Stream.generate(() -> await(of("k"), null)).limit(3).toList();
        cache.fail(token);
        long next = token(waiting.getFirst().join());
        assertThat(waiting.subList(1, 3)).noneMatch(CompletableFuture::isDone);
        cache.fail(token);
        cache.keep(token, value("late"), HOUR);
        assertThat(get("k")).isEqualTo(CacheAnswer.of(Kind.BUSY));
        cache.drop(next);
        assertThat(waiting.subList(1, 3)).allSatisfy(each -> assertThat(each).isCompletedWithValue(ALONE));
        assertThat(get("k").kind()).isEqualTo(Kind.TURN);
    }

    @Test
    void noTimeIsNotKeptButWhoWaitsHasIt() {
        long token = token(get("k"));
        CompletableFuture<CacheAnswer> waiting = await(of("k"), null);
        cache.keep(token, value("1"), Duration.ZERO);
        assertThat(waiting).isCompletedWithValue(value("1"));
        token(get("k"));
    }

    /** Who waits for whom is looked up at each question. */
    @Test
    void onWhoseBehalfOthersWaitIsBounded() {
        Long[] all = IntStream.range(0, 999).mapToObj(i -> token(get("k" + i))).toArray(Long[]::new);
        long other = token(get("other"));
        Stream.generate(() -> await(of("other", all), null)).limit(20).forEach(each -> assertThat(each).isNotDone());
        assertThat(await(of("other", all), null)).isCompletedWithValue(ALONE);
        cache.keep(other, value("1"), Duration.ZERO);
        token(get("other"));
        assertThat(await(of("other", all), null)).isNotDone();
    }

    @Test
    void aValueExpires() {
        cache.keep(token(get("k")), value("1"), Duration.ofMillis(20));
        Waiting.until(() -> "nothing is kept", () -> room.bytes() == 0);
        token(get("k"));
    }

    @Test
    void whoIsPartOfTheProducerIsTold() {
        long outer = token(get("a"));
        long inner = token(cache.get(of("b", outer)));
        assertThat(cache.get(of("a", inner, outer))).isEqualTo(CacheAnswer.of(Kind.WITHIN));
        assertThat(cache.get(of("b", inner, outer))).isEqualTo(CacheAnswer.of(Kind.WITHIN));
    }

    @Test
    void producersThatAskForEachOtherDoNotWait() {
        long a = token(get("a"));
        long b = token(get("b"));
        long c = token(get("c"));
        CompletableFuture<CacheAnswer> ofA = await(of("b", a), HOUR);
        CompletableFuture<CacheAnswer> ofB = await(of("c", b), HOUR);
        assertThat(ofA).isNotDone();
        assertThat(cache.get(of("a", c))).isEqualTo(ALONE);
        assertThat(await(of("a", c), HOUR)).isCompletedWithValue(ALONE);
        cache.keep(c, value("3"), HOUR);
        assertThat(ofB).isCompletedWithValue(value("3"));
        assertThat(await(of("a", c), HOUR)).isNotDone();
    }

    @Test
    void aWaitIsBounded() {
        token(get("k"));
        CompletableFuture<CacheAnswer> waiting = await(of("k"), Duration.ofMillis(1));
        assertThat(waiting).succeedsWithin(Waiting.time()).isEqualTo(ALONE);
    }

    @Test
    void theTurnOfAnExchangeThatIsOverIsTheNextOnes() {
        TestScope lost = new TestScope();
        long token = token(cache.get(of("k", lost)));
        CompletableFuture<CacheAnswer> waiting = await(of("k"), HOUR);
        lost.over();
        long next = token(waiting.join());
        cache.keep(token, value("late"), HOUR);
        cache.keep(next, value("1"), HOUR);
        assertThat(get("k")).isEqualTo(value("1"));
    }

    @Test
    void aProducerMayOutliveItsExchangeWhereNobodyAsks() {
        TestScope answered = new TestScope();
        long token = token(cache.get(of("k", answered)));
        long other = token(cache.get(of("other", answered)));
        answered.over();
        cache.keep(token, value("1"), HOUR);
        assertThat(get("k")).isEqualTo(value("1"));
        token(get("other"));
        cache.keep(other, value("late"), HOUR);
        assertThat(get("other")).isEqualTo(CacheAnswer.of(Kind.BUSY));
    }

    @Test
    void whoseExchangeIsOverDoesNotGetTheTurn() {
        TestScope gone = new TestScope();
        long token = token(get("k"));
        CompletableFuture<CacheAnswer> first = await(of("k", gone), HOUR);
        CompletableFuture<CacheAnswer> second = await(of("k"), HOUR);
        gone.over();
        assertThat(first).isCompletedWithValue(ALONE);
        cache.fail(token);
        token(second.join());
    }

    @Test
    void whatIsPurgedWhileItIsProducedIsNotKept() {
        long token = token(get("k"));
        CompletableFuture<CacheAnswer> waiting = await(of("k"), null);
        cache.purge(new CacheKey("", "k"));
        long anew = token(get("k"));
        cache.keep(token, value("old"), HOUR);
        assertThat(waiting).isCompletedWithValue(value("old"));
        assertThat(get("k")).isEqualTo(CacheAnswer.of(Kind.BUSY));
        cache.keep(anew, value("new"), HOUR);
        assertThat(get("k")).isEqualTo(value("new"));
        cache.purge(new CacheKey("", "k"));
        token(get("k"));
    }

    @Test
    void productionsAreBounded() {
        TestScope over = new TestScope();
        for (int i = 0; i < 999; i++) {
            token(get("k" + i));
            cache.purge(new CacheKey("", "k" + i));
        }
        token(cache.get(of("last", over)));
        assertThat(get("more")).isEqualTo(ALONE);
        over.over();
        token(get("more"));
        assertThat(get("and more")).isEqualTo(ALONE);
    }

    @Test
    void whoWaitsIsBounded() {
        token(get("k"));
        for (int i = 0; i < 1000; i++) {
            assertThat(await(of("k"), null)).isNotDone();
        }
        assertThat(await(of("k"), null)).isCompletedWithValue(ALONE);
    }

    @Test
    void tenThousandKeysStayWithinTheRoom() {
        for (int i = 0; i < 10_000; i++) {
            cache.keep(token(get("k" + i)), value("x".repeat(1000)), HOUR);
        }
        assertThat(room.bytes()).isBetween(900_000L, 1_000_000L);
        assertThat(IntStream.range(0, 10_000).filter(i -> get("k" + i).kind() == Kind.VALUE).count())
                .isGreaterThan(300);
    }

    @Test
    void whoHasMostGivesWay() {
        CacheRoom small = new CacheRoom(100_000);
        VersionCache little = new VersionCache(new Entries(small, 1_000_000, clock), clock);
        little.keep(token(little.get(of("k"))), value("mine"), HOUR);
        List<VersionCache> hungry = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            hungry.add(new VersionCache(new Entries(small, 1_000_000, clock), clock));
        }
        for (int i = 0; i < 1000; i++) {
            VersionCache each = hungry.get(i % 5);
            each.keep(token(each.get(of("k" + i))), value("x".repeat(500)), HOUR);
            assertThat(small.bytes()).isLessThanOrEqualTo(100_000);
        }
        assertThat(little.get(of("k"))).isEqualTo(value("mine"));
        hungry.forEach(VersionCache::close);
        little.close();
        assertThat(small.bytes()).isZero();
    }

    @Test
    void theEndLetsAllGo() {
        token(get("k"));
        CompletableFuture<CacheAnswer> waiting = await(of("k"), HOUR);
        cache.close();
        assertThat(waiting).isCompletedWithValue(ALONE);
        assertThat(get("k")).isEqualTo(ALONE);
        assertThat(room.bytes()).isZero();
    }
}
