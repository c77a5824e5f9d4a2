package io.annex.engine.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.TestHost;
import io.annex.engine.WorkerLimits;
import io.annex.engine.cell.Inbox.ProtocolException;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put into an outbox comes out of an inbox, and nothing else does. */
class FramesTest {
    private static final int MOST_BLOCK_BYTES = 1 << 20;
    private static final int HEAD = 4 + 1 + 4 + 4 + 8 + 1;

    private final Outbox outbox = new Outbox();
    private final Inbox inbox = new Inbox(MOST_BLOCK_BYTES);

    private record Message(byte kind, int a, int b, long c, List<byte[]> fields) {
        static Message of(Frame frame) {
            List<byte[]> fields = new ArrayList<>();
            for (int i = 0; i < frame.fields; i++) {
                byte[] bytes = frame.bytes(i);
                fields.add(bytes == null ? Frame.NONE : bytes);
                assertThat(frame.text(i).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .isEqualTo(bytes == null ? Frame.NONE : bytes);
            }
            return new Message(frame.kind, frame.a, frame.b, frame.c, fields);
        }

        void addTo(Outbox outbox) {
            outbox.add(kind, a, b, c, fields.toArray(byte[][]::new));
        }

        String shown() {
            return kind + " " + a + " " + b + " " + c + " " + fields.stream()
                    .map(each -> each == Frame.NONE ? "-" : each.length + ":" + Arrays.hashCode(each)).toList();
        }
    }

    private static byte[] text(int length) {
        return Frame.utf8("é" + "x".repeat(length - 2));
    }

    /** Every kind that there is, with fields of every length that matters. */
    private static List<Message> messages() throws IllegalAccessException {
        List<byte[]> fields = List.of(Frame.NONE, new byte[0], Frame.utf8("text\0with"), text(Frame.LONGEST_INLINE),
                text(Frame.LONGEST_INLINE + 1), text(300_000));
        List<Message> messages = new ArrayList<>();
        for (var constant : Frame.class.getDeclaredFields()) {
            if (constant.getType() == byte.class && Modifier.isStatic(constant.getModifiers())
                    && !constant.getName().equals("BLOCK")) {
                byte kind = constant.getByte(null);
                messages.add(new Message(kind, 0, 0, 0, List.of()));
                messages.add(new Message(kind, Integer.MIN_VALUE, Integer.MAX_VALUE, Long.MIN_VALUE, fields));
                messages.add(new Message(kind, -1, 1, -1,
                        List.of(fields.get(kind % fields.size()), fields.get(kind / 2 % fields.size()))));
            }
        }
        assertThat(messages).hasSizeGreaterThan(3 * 20);
        return messages;
    }

    private List<Message> receive(Pieces channel) throws IOException {
        return receive(inbox, channel);
    }

    private static List<Message> receive(Inbox inbox, Pieces channel) throws IOException {
        List<Message> received = new ArrayList<>();
        while (inbox.read(channel, frame -> received.add(Message.of(frame)))) {
            // until its end
        }
        return received;
    }

    private static List<String> shown(List<Message> messages) {
        return messages.stream().map(Message::shown).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 1000, 8192, Integer.MAX_VALUE})
    void everyKindArrivesAsItWasSentWhateverThePieces(int size) throws Exception {
        List<Message> sent = messages();
        Pieces channel = new Pieces(() -> size);
        for (Message message : sent) {
            message.addTo(outbox);
        }
        while (!outbox.flush(channel)) {
            assertThat(outbox.isEmpty()).isFalse();
        }
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(shown(receive(channel.turnRound()))).isEqualTo(shown(sent));
    }

    @Test
    void whatIsAddedWhileTheChannelTakesLittleLeavesInItsOrder() throws Exception {
        List<Message> sent = messages();
        Pieces channel = new Pieces(() -> 5000);
        for (Message message : sent) {
            message.addTo(outbox);
            outbox.flush(channel);
        }
        assertThat(outbox.isLong()).isTrue();
        while (!outbox.flush(channel)) {
            // the rest
        }
        assertThat(outbox.isLong()).isFalse();
        assertThat(shown(receive(channel.turnRound()))).isEqualTo(shown(sent));
    }

    @Test
    void framesOfSeveralThreadsStayWholeAndThoseOfEachInTheirOrder() throws Exception {
        int threads = 4;
        int each = 500;
        Pieces channel = new Pieces(() -> 10_000);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<CompletableFuture<Void>> all = IntStream.range(0, threads)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < each; i++) {
                        byte[] field = new byte[i % 7 == 0 ? Frame.LONGEST_INLINE + 1 + i : i];
                        Arrays.fill(field, (byte) thread);
                        outbox.add(Frame.ANSWERED, thread, i, field.length, field);
                        flush(channel);
                    }
                }, pool)).toList();
        pool.shutdown();
        for (CompletableFuture<Void> one : all) {
            Waiting.get("all frames of a thread", one);
        }
        flush(channel);
        List<Message> received = receive(channel.turnRound());
        assertThat(received).hasSize(threads * each);
        int[] next = new int[threads];
        for (Message message : received) {
            assertThat(message.b()).isEqualTo(next[message.a()]++);
            byte[] field = message.fields().getFirst();
            assertThat(field).hasSize((int) message.c());
            for (byte value : field) {
                if (value != message.a()) {
                    throw new AssertionError("a byte of thread " + value + " in a frame of thread " + message.a());
                }
            }
        }
    }

    private void flush(Pieces channel) {
        try {
            while (!outbox.flush(channel)) {
                // all that is there
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void ofATruncatedStreamComesWhatIsWholeInIt() throws Exception {
        byte[] block = text(Frame.LONGEST_INLINE + 1);
        outbox.add(Frame.LOG, 1, 0, 0, Frame.utf8("info"), Frame.utf8("a line"));
        outbox.add(Frame.ANSWERED, 2, 3, 4, Frame.utf8("head"), block);
        Pieces channel = new Pieces(() -> 4096);
        flush(channel);
        byte[] whole = channel.taken();
        int first = HEAD + 4 + "info".length() + 4 + "a line".length();
        for (int length = 0; length <= whole.length; length += length > first + 10 && length < whole.length - 60
                ? 97
                : 1) {
            Inbox fresh = new Inbox(MOST_BLOCK_BYTES);
            List<Byte> kinds = new ArrayList<>();
            channel.give(Arrays.copyOf(whole, length));
            while (fresh.read(channel, frame -> kinds.add(frame.kind))) {
                // until its end
            }
            assertThat(kinds).as("%d of %d bytes", length, whole.length)
                    .hasSize(length < first ? 0 : length < whole.length ? 1 : 2);
        }
    }

    // ---- what is refused
    // -------------------------------------------------------------------------------------------

    private static ByteBuffer head(int length, byte kind, int fields) {
        return ByteBuffer.allocate(4 + Math.clamp(length, 20, 1 << 20)).putInt(length).put(kind).putInt(1).putInt(2)
                .putLong(3).put((byte) fields);
    }

    private void refused(ByteBuffer bytes, String message) {
        assertThatThrownBy(() -> receive(new Inbox(MOST_BLOCK_BYTES), new Pieces(() -> 4096).give(bytes.array())))
                .isInstanceOf(ProtocolException.class).hasMessage(message);
    }

    @Test
    void aFrameOfALengthThatCannotBeIsRefused() {
        refused(head(0, Frame.LOG, 0), "a frame of 0 bytes");
        refused(head(Integer.MIN_VALUE, Frame.LOG, 0), "a frame of -2147483648 bytes");
        refused(head(-1, Frame.BLOCK, 0), "a frame of -1 bytes");
        refused(head(17, Frame.LOG, 0), "a short frame");
        refused(head(Integer.MAX_VALUE, Frame.LOG, 0), "a frame of 2147483647 bytes");
        refused(head(Frame.LONGEST + 1, Frame.LOG, 0), "a frame of 131073 bytes");
    }

    @Test
    void theLongestFrameIsTaken() throws IOException {
        ByteBuffer longest = head(Frame.LONGEST, Frame.LOG, 1);
        longest.putInt(Frame.LONGEST - (HEAD - 4) - 4);
        List<Message> received = receive(new Pieces(() -> 4096).give(longest.array()));
        assertThat(received.getFirst().fields().getFirst()).hasSize(Frame.LONGEST - HEAD);
    }

    @Test
    void fieldsThatAreNotInTheirFrameAreRefused() {
        refused(head(18, Frame.LOG, Frame.MOST_FIELDS + 1), "a frame with 7 fields");
        refused(head(18, Frame.LOG, -1), "a frame with -1 fields");
        refused(head(18, Frame.LOG, 1), "a field over the end of its frame");
        refused(head(21, Frame.LOG, 1).putShort((short) 0), "a field over the end of its frame");
        refused(head(22, Frame.LOG, 1).putInt(1), "a field over the end of its frame");
        refused(head(22, Frame.LOG, 1).putInt(Integer.MAX_VALUE), "a field over the end of its frame");
        refused(head(22, Frame.LOG, 1).putInt(-3), "a field over the end of its frame");
        refused(head(26, Frame.LOG, 2).putInt(4).putInt(0), "a field over the end of its frame");
    }

    private static ByteBuffer block(int announced, int sent, ByteBuffer then) {
        return ByteBuffer.allocate(5 + sent + then.capacity()).putInt(1 + announced).put(Frame.BLOCK)
                .put(new byte[sent]).put(then.rewind());
    }

    @Test
    void aBlockWithoutItsFieldIsRefusedAndAFieldWithoutItsBlock() {
        refused(head(22, Frame.LOG, 1).putInt(Frame.IN_BLOCK), "a field without its block");
        refused(block(9, 9, head(18, Frame.LOG, 0)), "a block without its field");
        refused(block(9, 9, block(9, 9, head(22, Frame.LOG, 1).putInt(Frame.IN_BLOCK))), "a block without its field");
    }

    @Test
    void moreBytesOfBlocksThanMayWaitAreRefusedBeforeTheyAreThere() throws IOException {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        refused(block(MOST_BLOCK_BYTES + 1, 0, nothing), "a block of 1048577 bytes");
        refused(block(Integer.MAX_VALUE - 1, 0, nothing), "a block of 2147483646 bytes");
        Inbox fresh = new Inbox(100);
        Pieces channel = new Pieces(() -> 4096);
        ByteBuffer frame = head(26, Frame.LOG, 2).putInt(Frame.IN_BLOCK).putInt(Frame.IN_BLOCK);
        channel.give(block(50, 50, block(50, 50, frame)).array());
        List<Message> received = new ArrayList<>();
        assertThat(fresh.read(channel, each -> received.add(Message.of(each)))).isTrue();
        assertThat(received).hasSize(1);
        channel.give(block(51, 51, block(50, 50, nothing)).array());
        assertThatThrownBy(() -> fresh.read(channel, each -> received.add(Message.of(each))))
                .isInstanceOf(ProtocolException.class).hasMessage("a block of 50 bytes");
    }

    @Test
    void moreBlocksThanAFrameHasFieldsAreRefused() {
        ByteBuffer bytes = ByteBuffer.allocate(5 * (Frame.MOST_FIELDS + 1));
        for (int i = 0; i <= Frame.MOST_FIELDS; i++) {
            bytes.putInt(1).put(Frame.BLOCK);
        }
        refused(bytes, "more blocks than a frame has fields");
    }

    // ---- what is written into fields
    // -------------------------------------------------------------------------------

    private Frame sent(byte kind, byte[]... fields) throws IOException {
        outbox.add(kind, 0, 0, 0, fields);
        Pieces channel = new Pieces(() -> 4096);
        flush(channel);
        List<Frame> received = new ArrayList<>();
        inbox.read(channel.turnRound(), received::add);
        return received.getFirst();
    }

    @Test
    void limitsProgramsAndStopsArriveAsTheyWere() throws Exception {
        WorkerLimits limits = TestHost.limits(Duration.ofNanos(123_456_789_012L));
        assertThat(Wire.limits(sent(Frame.OPEN, Wire.limits(limits)).text(0))).isEqualTo(limits);
        var program = TestHost.program();
        assertThat(Wire.program(sent(Frame.OPEN, Frame.utf8(program.name()), Frame.utf8(program.version()),
                Frame.utf8(program.style()), Frame.utf8(program.entry()), Frame.utf8(program.params()))))
                .isEqualTo(program);
        for (StopReason reason : StopReason.values()) {
            assertThat(Wire.stop(sent(Frame.STOPPED, Frame.utf8(reason.code()), Frame.utf8("why"))))
                    .isEqualTo(new Stop(reason, "why"));
        }
        assertThat(Wire.stopWithRetry(sent(Frame.STOPPED, Frame.utf8("cpu"), Frame.utf8("why"), Frame.utf8("2500")))
                .retryAfter()).isEqualTo(Duration.ofMillis(2500));
        Frame endless = sent(Frame.STOPPED, Frame.utf8("cpu"), Frame.utf8("why"), Frame.utf8("soon"));
        assertThatThrownBy(() -> Wire.stopWithRetry(endless)).isInstanceOf(ProtocolException.class);
        Frame unknown = sent(Frame.STOPPED, Frame.utf8("a joke"), Frame.utf8("why"));
        assertThatThrownBy(() -> Wire.stop(unknown)).isInstanceOf(ProtocolException.class)
                .hasMessage("a stop for a reason that there is not");
    }
}
