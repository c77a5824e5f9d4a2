package io.annex.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.deploy.BodyRoom.Guest;
import io.annex.core.deploy.BodyRoom.Outcome;
import io.annex.engine.budget.ByteBudget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyRoomTest {
    private final BodyRoom room = new BodyRoom(10);
    private final List<String> entered = new ArrayList<>();

    private final class Body implements Guest {
        private final String name;
        private final long bytes;
        private final ByteBudget.Share share = room.share();

        Body(String name, long bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void enter() {
            entered.add(name);
        }

        Outcome comes() {
            return room.receive(this, share);
        }

        void leaves() {
            room.left(share);
        }
    }

    @Test
    void whatFitsEntersAndTheOthersWaitForTheirTurn() {
        Body first = new Body("first", 6);
        Body second = new Body("second", 6);
        Body small = new Body("small", 1);
        assertThat(List.of(first.comes(), second.comes(), small.comes())).containsOnly(Outcome.WELCOME);
        assertThat(entered).as("the small one does not pass by").containsExactly("first");
        first.leaves();
        assertThat(entered).containsExactly("first", "second", "small");
        assertThat(room.waiting()).isZero();
    }

    @Test
    void oneAloneFitsHoweverLarge() {
        Body huge = new Body("huge", 35);
        Body next = new Body("next", 1);
        huge.comes();
        next.comes();
        assertThat(entered).containsExactly("huge");
        huge.leaves();
        assertThat(entered).containsExactly("huge", "next");
    }

    @Test
    void whenMuchWaitsTheNextIsSentAway() {
        new Body("inside", 10).comes();
        for (int i = 0; i < 4; i++) {
            assertThat(new Body("waits", 10).comes()).isEqualTo(Outcome.WELCOME);
        }
        assertThat(new Body("much", 1).comes()).isEqualTo(Outcome.FULL);
        assertThat(room.waiting()).isEqualTo(4);
    }

    @Test
    void whoGivesUpMakesPlaceForThoseBehind() {
        Body inside = new Body("inside", 5);
        Body large = new Body("large", 8);
        inside.comes();
        large.comes();
        new Body("small", 5).comes();
        assertThat(room.sendAway(large::equals)).containsExactly(large);
        assertThat(entered).containsExactly("inside", "small");
        assertThat(room.sendAway(large::equals)).isEmpty();
        inside.leaves();
        assertThat(new Body("all", 5).comes()).isEqualTo(Outcome.WELCOME);
        assertThat(entered).endsWith("all");
    }
}
