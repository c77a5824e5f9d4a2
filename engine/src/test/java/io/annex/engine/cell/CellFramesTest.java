package io.annex.engine.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.TestExchange;
import io.annex.engine.Workers;
import io.annex.engine.cell.PlayedCells.Played;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cell may say, and what becomes of it in the front. */
class CellFramesTest implements Host {
    private static final int CASES = 100_000;
    private static final String MUCH = "much";
    private static final byte[] MEGABYTE = new byte[1 << 20];
    private static final Set<Byte> SELDOM = Set.of(Frame.READY, Frame.LOADED, Frame.REPORT, Frame.LOST);

    private final long seed = Long.getLong("annex.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private PlayedCells cells;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        cells = new PlayedCells(folder);
    }

    @AfterEach
    void end() {
        cells.close();
    }

    private static List<Thread> channelThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(each -> each.getName().equals("annex-cells"))
                .toList();
    }

    private static TestExchange offer(Workers workers, String message) {
        TestExchange exchange = new TestExchange(message);
        workers.offer(exchange);
        return exchange;
    }

    private static void awaitEnd(TestExchange exchange) {
        Waiting.until(() -> "the end of " + exchange, exchange::hasEnded);
    }

    @Test
    void whatIsSaidOfAnExchangeIsToldToIt() throws Exception {
        Workers workers = cells.open(this, "");
        CompletionStage<String> loading = workers.load();
        Played cell = cells.next();
        int program = cell.load();
        assertThat(Waiting.get("loaded", loading.toCompletableFuture())).isEqualTo("{}");
        TestExchange answered = offer(workers, "one");
        TestExchange stopped = offer(workers, "two");
        TestExchange goesOn = offer(workers, "three");
        List<Integer> ids = new ArrayList<>();
        for (String message : List.of("one", "two", "three")) {
            PlayedCells.Heard heard = cell.await(Frame.EXCHANGE);
            assertThat(heard.text()).isEqualTo(message);
            ids.add(heard.b());
        }
        cell.say(Frame.ANSWERED, program, ids.get(0), 1, Frame.utf8("yes"));
        cell.say(Frame.STOPPED, program, ids.get(1), 1, Frame.utf8("cpu"), Frame.utf8("too long"));
        cell.say(Frame.GOES_ON, program, ids.get(2), 0);
        cell.say(Frame.ANSWERED, program, ids.get(2), 1, Frame.utf8("more"));
        awaitEnd(goesOn);
        Waiting.until("it goes on", () -> goesOn.told.size() == 2);
        assertThat(answered.told).containsExactly("answered yes");
        assertThat(stopped.told).containsExactly("stopped cpu too long");
        assertThat(goesOn.told).containsExactly("goesOn", "answered more");
        assertThat(workers.status().inFlight()).isEqualTo(1);
        // Once more, and of what it does not have.
        cell.say(Frame.ANSWERED, program, ids.get(0), 1, Frame.utf8("again"));
        cell.say(Frame.STOPPED, program, 77, 1, Frame.utf8("cpu"), Frame.utf8("again"));
        cell.say(Frame.OVER, program, ids.get(2), 0);
        Waiting.until("it is over", () -> goesOn.told.size() == 3);
        assertThat(goesOn.told).endsWith("over");
        assertThat(answered.told).hasSize(1);
        assertThat(workers.status().inFlight()).isZero();
    }

    @Test
    void anExchangeThatTheCellDropsIsStoppedAndNotLeftWithoutAnEnd() throws Exception {
        Workers workers = cells.open(this, "");
        workers.load();
        Played cell = cells.next();
        int program = cell.load();
        TestExchange dropped = offer(workers, "dropped");
        cell.say(Frame.OVER, program, cell.await(Frame.EXCHANGE).b(), 0);
        awaitEnd(dropped);
        assertThat(dropped.told).containsExactly("stopped terminated its worker gave no answer");
        TestExchange abandoned = offer(workers, "abandoned");
        int id = cell.await(Frame.EXCHANGE).b();
        workers.abandon(abandoned);
        cell.await(Frame.ABANDON);
        cell.say(Frame.OVER, program, id, 0);
        awaitEnd(abandoned);
        assertThat(abandoned.told).as("its client has gone").containsExactly("over");
        assertThat(workers.status().inFlight()).isZero();
    }

    @Test
    void aProgramThatIsLoadedOnceMoreEndsItsCellAndAnotherServes() throws Exception {
        Workers workers = cells.open(this, "");
        workers.load();
        Played cell = cells.next();
        int program = cell.load();
        TestExchange lost = offer(workers, "lost");
        cell.await(Frame.EXCHANGE);
        cell.say(Frame.LOADED, program, 1, 0, Frame.utf8("{}"));
        awaitEnd(lost);
        assertThat(lost.told).containsExactly(
                "stopped terminated its process does not speak the protocol:" + " a program that is loaded once more");
        Played next = cells.next();
        next.load();
        TestExchange served = offer(workers, "served");
        next.say(Frame.ANSWERED, program, next.await(Frame.EXCHANGE).b(), 0, Frame.utf8("yes"));
        awaitEnd(served);
        assertThat(served.told).containsExactly("answered yes");
    }

    @Test
    void whatIsSaidOfAProgramThatIsClosedMeanwhileHarmsNoOtherInItsCell() throws Exception {
        Workers first = cells.open(this, "shared");
        Workers second = cells.open(this, "shared");
        first.load();
        Played cell = cells.next();
        int closed = cell.load();
        second.load();
        int open = cell.load();
        first.close();
        cell.await(Frame.CLOSE);
        cell.say(Frame.LOADED, closed, 1, 0, Frame.utf8("{}"));
        cell.say(Frame.ANSWERED, closed, 1, 0, Frame.utf8("late"));
        cell.say(Frame.STOPPED, closed, 1, 0, Frame.utf8("draining"), Frame.utf8("late"));
        cell.say(Frame.GOES_ON, closed, 1, 0);
        cell.say(Frame.OVER, closed, 1, 0);
        cell.say(Frame.DROPPED, closed, 0, 1);
        TestExchange exchange = offer(second, "served");
        cell.say(Frame.ANSWERED, open, cell.await(Frame.EXCHANGE).b(), 0, Frame.utf8("yes"));
        awaitEnd(exchange);
        assertThat(exchange.told).containsExactly("answered yes");
    }

    @Test
    void oneThatAsksForMuchAndReadsNothingIsEnded() throws Exception {
        Workers workers = cells.open(this, "");
        workers.load();
        Played cell = cells.next();
        int program = cell.load();
        TestExchange lost = offer(workers, "lost");
        int id = cell.await(Frame.EXCHANGE).b();
        for (int op = 0; op < 400; op++) {
            cell.outbox.add(Frame.OP, program, id, op, Frame.utf8(MUCH), Frame.utf8(""), Frame.NONE);
        }
        cell.flush();
        awaitEnd(lost);
        assertThat(lost.told)
                .containsExactly("stopped terminated its process does not read what it asked for: 256 MB wait");
    }

    /**
     * Frames that are whole, of which nothing else is right. A cell is ended for
     * some, and the next one takes over; in the end an honest one serves.
     */
    @Test
    void hostileFramesEndTheirCellAloneAndEveryExchangeOnce() throws Exception {
        Workers workers = cells.open(this, "");
        workers.load();
        List<Thread> listening = channelThreads();
        List<TestExchange> offered = new ArrayList<>();
        int ended = 0;
        for (int cases = 0; cases < CASES;) {
            Played cell = cells.next();
            // One that was told to have no workers was put away: this asks for it.
            offered.add(offer(workers, "exchange " + offered.size()));
            try {
                int program = cell.load();
                for (int batch = 0; batch < 100 && cases < CASES; batch++) {
                    if (workers.status().inFlight() < 50) {
                        offered.add(offer(workers, "exchange " + offered.size()));
                    }
                    for (int i = 0; i < 100; i++, cases++) {
                        hostile(cell, program, offered.size());
                    }
                    cell.flush();
                }
                cell.outbox.add((byte) 77, program, 0, 0);
                cell.flush();
            } catch (IOException e) {
                // The front has had enough of it.
            }
            cell.awaitEnd();
            cell.close();
            ended++;
        }
        Played honest = cells.next();
        int program = honest.load();
        for (TestExchange last = offer(workers, "last"); !last.hasEnded();) {
            PlayedCells.Heard heard = honest.await(Frame.EXCHANGE);
            honest.say(Frame.ANSWERED, program, heard.b(), 0, Frame.utf8("answer to " + heard.text()));
            if (heard.text().equals("last")) {
                awaitEnd(last);
                assertThat(last.told).containsExactly("answered answer to last");
            }
        }
        for (TestExchange exchange : offered) {
            awaitEnd(exchange);
            assertThat(exchange.told.stream().filter(each -> each.startsWith("answered") || each.startsWith("stopped")))
                    .as("%s, seed %d", exchange, seed).hasSize(1);
        }
        assertThat(ended).as("cells that were ended, seed %d", seed).isGreaterThan(10);
        assertThat(cells.engine.failing()).as("seed %d", seed).isEmpty();
        assertThat(channelThreads()).as("seed %d", seed).isEqualTo(listening);
    }

    private void hostile(Played cell, int program, int exchanges) {
        byte kind = random.nextInt(5000) == 0
                ? (byte) random.nextInt()
                : (byte) random.nextInt(Frame.READY, Frame.OVER + 1);
        // What fills the log or is the cell's end comes seldom.
        if (SELDOM.contains(kind) && random.nextInt(1000) != 0) {
            kind = Frame.ANSWERED;
        }
        byte[][] fields = new byte[random.nextInt(Frame.MOST_FIELDS + 1)][];
        byte of = kind;
        Arrays.setAll(fields, index -> field(of, index));
        if ((kind == Frame.STOPPED || kind == Frame.BREACH || kind == Frame.STATUS) && fields.length == 0) {
            fields = new byte[][]{field(kind, 0)};
        }
        cell.outbox.add(kind, random.nextInt(20) == 0 ? random.nextInt() : program, id(exchanges),
                random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(10), fields);
    }

    private int id(int exchanges) {
        return random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(exchanges + 1);
    }

    private byte[] field(byte kind, int index) {
        if (index == 0 && random.nextInt(2000) != 0) {
            if (kind == Frame.STOPPED || kind == Frame.BREACH) {
                return Frame.utf8(StopReason.values()[random.nextInt(StopReason.values().length)].code());
            }
            if (kind == Frame.STATUS) {
                return Frame.utf8(Long.toString(random.nextLong()));
            }
        }
        if (index == 2 && kind == Frame.STOPPED && random.nextInt(2000) != 0) {
            return Frame.utf8(Long.toString(random.nextLong()));
        }
        if (random.nextInt(10) == 0) {
            return Frame.NONE;
        }
        byte[] bytes = new byte[random.nextInt(500) == 0 ? Frame.LONGEST_INLINE + 1 : random.nextInt(30)];
        random.nextBytes(bytes);
        return bytes;
    }

    // ---- a host that takes everything
    // ------------------------------------------------------------------------------

    @Override
    public void op(Op op, OpReply reply) {
        if (op.name().equals(MUCH)) {
            reply.ok(MEGABYTE);
        } else {
            reply.ok("");
        }
    }

    @Override
    public void log(String level, String message, @Nullable String exchange) {
        // nobody reads it
    }

    @Override
    public void dropped(long lines) {
        // nor that
    }

    @Override
    public void breach(Stop stop, @Nullable Exchange exchange) {
        // nor that
    }

    @Override
    public void lost(String why) {
        throw new AssertionError("a cell that has lost a thread is ended, and its program told nothing: " + why);
    }
}
