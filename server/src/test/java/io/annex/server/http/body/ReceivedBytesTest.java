package io.annex.server.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.http.BodyTooLarge;
import io.annex.engine.budget.ByteBudget;
import io.annex.server.http.bound.Holding;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReceivedBytesTest {
    private static final int MB = 1 << 20;

    private final ByteBudget budget = new ByteBudget(4 * MB);
    private final Holding holding = new Holding(budget, () -> {
    });

    private static boolean add(ReceivedBytes received, int length) throws BodyTooLarge {
        if (!received.makeRoom(length)) {
            return false;
        }
        Arrays.fill(received.array(), received.length(), received.length() + length, (byte) 'x');
        received.added(length);
        return true;
    }

    @Test
    void takesNoRoomForWhatIsAnnounced() throws BodyTooLarge {
        ReceivedBytes received = new ReceivedBytes(10 * MB, 10 * MB, holding);
        assertThat(received.array()).isEmpty();
        assertThat(add(received, 1)).isTrue();
        assertThat(received.array().length).isLessThanOrEqualTo(1024);
        assertThat(budget.used()).isZero();
        for (int i = 0; i < 100; i++) {
            assertThat(add(received, 10_000)).isTrue();
            assertThat(received.array().length).isLessThanOrEqualTo(Math.max(1024, 2 * received.length()));
            assertThat(budget.used()).isLessThanOrEqualTo(received.array().length);
        }
        assertThat(budget.used()).isEqualTo(received.array().length);
        assertThat(received.whole()).hasSize(1_000_001);
    }

    @Test
    void copiesNothingAtTheEndWhereTheLengthWasTrue() throws BodyTooLarge {
        ReceivedBytes received = new ReceivedBytes(100_000, 10 * MB, holding);
        for (int i = 0; i < 10; i++) {
            add(received, 10_000);
        }
        assertThat(received.whole()).isSameAs(received.array()).hasSize(100_000);
    }

    @Test
    void isRefusedBeyondItsLimit() throws BodyTooLarge {
        ReceivedBytes received = new ReceivedBytes(-1, 50_000, holding);
        assertThat(add(received, 50_000)).isTrue();
        assertThatThrownBy(() -> received.makeRoom(1)).isInstanceOf(BodyTooLarge.class);
        assertThat(received.array()).isEmpty();
    }

    @Test
    void isRefusedWhereTheBudgetHasNoRoom() throws BodyTooLarge {
        ByteBudget.Share others = budget.share();
        others.take(4 * MB - 20_000);
        ReceivedBytes received = new ReceivedBytes(-1, 10 * MB, holding);
        assertThat(add(received, 10_000)).isTrue();
        assertThat(add(received, 15_000)).isFalse();
        assertThat(received.array()).isEmpty();
        holding.release();
        assertThat(budget.used()).isEqualTo(4 * MB - 20_000);
    }

    @Test
    void aSmallOneIsNotCounted() throws BodyTooLarge {
        ReceivedBytes received = new ReceivedBytes(-1, 10 * MB, holding);
        add(received, Holding.SMALL / 2);
        assertThat(budget.used()).isZero();
    }
}
