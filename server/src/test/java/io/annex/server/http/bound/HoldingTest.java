package io.annex.server.http.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.budget.ByteBudget;
import org.junit.jupiter.api.Test;

class HoldingTest {
    private static final int KB = 1 << 10;

    private final ByteBudget budget = new ByteBudget(1000 * KB);
    private final Holding holding = new Holding(budget, () -> {
    });

    @Test
    void countsAllThatIsHeldAndNothingSmall() {
        assertThat(holding.hold(Holding.SMALL)).isTrue();
        assertThat(budget.used()).isZero();
        assertThat(holding.hold(100 * KB)).isTrue();
        assertThat(holding.hold(300 * KB)).isTrue();
        assertThat(budget.used()).isEqualTo(300 * KB);
        assertThat(holding.hold(200 * KB)).isTrue();
        assertThat(budget.used()).isEqualTo(200 * KB);
    }

    @Test
    void countsAsBeforeWhereThereIsNoRoom() {
        assertThat(holding.hold(600 * KB)).isTrue();
        assertThat(holding.hold(1001 * KB)).isFalse();
        assertThat(budget.used()).isEqualTo(600 * KB);
    }

    @Test
    void anAnswerTakesTheBodysPlace() {
        holding.hold(600 * KB);
        holding.handOver();
        assertThat(holding.isHandedOver()).isTrue();
        assertThat(holding.answer(700 * KB)).isTrue();
        assertThat(holding.isHandedOver()).isFalse();
        assertThat(budget.used()).isEqualTo(700 * KB);
        assertThat(holding.answer(0)).isTrue();
        assertThat(budget.used()).isZero();
    }

    @Test
    void aLargeHeadCountsBesideTheBody() {
        assertThat(holding.head(20 * KB)).isTrue();
        assertThat(holding.hold(100 * KB)).isTrue();
        assertThat(budget.used()).isEqualTo(120 * KB);
        assertThat(holding.answer(0)).isTrue();
        assertThat(budget.used()).isEqualTo(20 * KB);
    }

    @Test
    void whatWasReleasedHoldsNothingAnyMore() {
        holding.hold(600 * KB);
        holding.release();
        assertThat(budget.used()).isZero();
        assertThat(holding.hold(600 * KB)).isFalse();
        assertThat(budget.used()).isZero();
        holding.release();
    }
}
