package io.annex.engine.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.budget.ByteBudget.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private static final long MB = 1 << 20;

    private final AtomicLong now = new AtomicLong();
    private final ByteBudget budget = new ByteBudget(100 * MB, now::get);
    private final List<String> cut = new ArrayList<>();

    private Share holding(String name, long megabytes) {
        Share share = budget.share(() -> cut.add(name));
        assertThat(share.take(megabytes * MB)).isTrue();
        return share;
    }

    private void after(long millis) {
        now.addAndGet(millis * 1_000_000);
    }

    @Test
    void countsWhatIsTakenAndGivenBack() {
        Share share = holding("a", 30);
        assertThat(share.take(10 * MB)).isTrue();
        assertThat(budget.used()).isEqualTo(40 * MB);
        share.give(15 * MB);
        assertThat(share.held()).isEqualTo(25 * MB);
        share.close();
        share.close();
        share.give(MB);
        assertThat(budget.used()).isZero();
    }

    @Test
    void isNeverPassed() {
        Share first = holding("a", 60);
        Share second = budget.share();
        assertThat(second.take(41 * MB)).isFalse();
        assertThat(second.take(40 * MB)).isTrue();
        assertThat(first.take(1)).isFalse();
        assertThat(budget.used()).isEqualTo(100 * MB);
        assertThat(budget.refused()).isEqualTo(2);
    }

    @Test
    void whatIsLargerThanAllOfItIsRefusedAndCutsNobody() {
        holding("a", 60);
        after(60_000);
        assertThat(budget.share().take(101 * MB)).isFalse();
        assertThat(cut).isEmpty();
    }

    @Test
    void whoHasHeldMostForLongestWithoutProgressIsCutFirst() {
        holding("small and old", 1);
        after(2_000);
        holding("large", 30);
        after(1_000);
        holding("larger", 40);
        after(1_500);
        assertThat(budget.share().take(30 * MB)).isTrue();
        // 1 MB for 4.5 s, 30 MB for 2.5 s, 40 MB for 1.5 s
        assertThat(cut).containsExactly("large", "larger");
        assertThat(budget.used()).isEqualTo(31 * MB);
        assertThat(budget.cut()).isEqualTo(2);
    }

    @Test
    void whoMovesIsNotCut() {
        Share moving = holding("moving", 50);
        holding("still", 20);
        for (int i = 0; i < 100; i++) {
            after(50);
            moving.moved(ByteBudget.STEP);
        }
        Share newcomer = budget.share();
        assertThat(newcomer.take(50 * MB)).isTrue();
        assertThat(cut).containsExactly("still");
        after(50);
        moving.moved(ByteBudget.STEP);
        assertThat(newcomer.take(50 * MB)).isFalse();
        assertThat(cut).containsExactly("still");
    }

    @Test
    void aByteNowAndThenIsNoProgress() {
        Share trickling = holding("trickling", 60);
        for (int i = 0; i < 100; i++) {
            after(50);
            trickling.moved(1);
        }
        assertThat(budget.share().take(50 * MB)).isTrue();
        assertThat(cut).containsExactly("trickling");
    }

    @Test
    void upToHalfOfItNobodyIsCut() {
        holding("still", 30);
        after(60_000);
        holding("other", 20);
        assertThat(cut).isEmpty();
        holding("one more", 1);
        assertThat(cut).containsExactly("still");
    }

    @Test
    void shortlyStillIsCutOnlyWhenItIsFull() {
        holding("a", 60);
        after(500);
        holding("b", 30);
        assertThat(cut).isEmpty();
        after(60);
        holding("c", 30);
        assertThat(cut).containsExactly("a");
    }

    @Test
    void whoAsksWhenItIsFullDoesNotWaitForWhoAskedBefore() {
        holding("a", 50);
        after(500);
        holding("b", 20);
        assertThat(budget.share().take(40 * MB)).isTrue();
        assertThat(cut).containsExactly("a");
    }

    @Test
    void whoWaitsForTheHostIsNotCut() {
        Share waiting = holding("waiting", 90);
        waiting.hostsTurn();
        after(60_000);
        assertThat(budget.share().take(20 * MB)).isFalse();
        waiting.clientsTurn();
        after(50);
        assertThat(budget.share().take(20 * MB)).isFalse();
        after(100);
        assertThat(budget.share().take(20 * MB)).isTrue();
        assertThat(cut).containsExactly("waiting");
    }

    @Test
    void aShareThatWasCutTakesAndCountsNothing() {
        Share victim = holding("victim", 60);
        after(2_000);
        holding("other", 60);
        assertThat(cut).containsExactly("victim");
        assertThat(victim.take(1)).isFalse();
        victim.give(60 * MB);
        victim.close();
        assertThat(budget.used()).isEqualTo(60 * MB);
    }

    @Test
    void aThousandWhoDoNotMoveLockNobodyOut() {
        for (int i = 0; i < 1000; i++) {
            holding("still " + i, 5);
            after(20);
            Share honest = holding("honest", 5);
            after(5);
            honest.moved(5 * MB);
            honest.close();
        }
        assertThat(cut).hasSizeGreaterThan(900).doesNotContain("honest");
        assertThat(budget.used()).isLessThanOrEqualTo(100 * MB);
    }
}
