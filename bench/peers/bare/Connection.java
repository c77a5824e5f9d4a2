import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One connection: heads in, answers out, one write each. Lives on the event
 * loop.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final String FIXED = "0\000200\0content-type\napplication/json\0\0t\0"
            + "{\"message\":\"Hello, World!\"}";
    private static final String NOT_FOUND = "0\000404\0\0\0-\0";
    private static final int AROUND = 192;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'",
            Locale.ROOT);
    private static final byte[] OK = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    /** Of the only event loop. */
    private static final Head HEAD = new Head();
    private static long second;
    private static byte[] date = {};

    private final Channel channel;
    private final Worker worker;
    private final String peer;
    private ByteBuf rest;

    /**
     * @param worker
     *            none for a fixed answer
     */
    Connection(Channel channel, Worker worker) {
        this.channel = channel;
        this.worker = worker;
        this.peer = ((InetSocketAddress) channel.remoteAddress()).getAddress().getHostAddress();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (rest != null) {
            in = rest.writeBytes(in);
            ((ByteBuf) message).release();
            rest = null;
        }
        while (in.isReadable()) {
            String request = HEAD.take(in, peer);
            if (request == null) {
                rest = context.alloc().buffer(in.readableBytes()).writeBytes(in);
                break;
            }
            if (worker == null) {
                answer(FIXED);
            } else if (request.isEmpty()) {
                answer(NOT_FOUND);
            } else {
                worker.serve(this, request);
            }
        }
        in.release();
    }

    /** From another thread: runs something here. */
    void execute(Runnable work) {
        channel.eventLoop().execute(work);
    }

    /** Sends what an answer message says. */
    void answer(String message) {
        int number = message.indexOf('\0');
        int status = message.indexOf('\0', number + 1);
        int fields = message.indexOf('\0', status + 1);
        int kind = message.indexOf('\0', fields + 1) + 1;
        int body = kind + 2;
        ByteBuf out = channel.alloc().directBuffer(AROUND + (fields - status) + 3 * (message.length() - body));
        if (message.startsWith("200", number + 1)) {
            out.writeBytes(OK);
        } else {
            out.writeCharSequence("HTTP/1.1 " + message.substring(number + 1, status) + " Status\r\n",
                    StandardCharsets.US_ASCII);
        }
        boolean isName = true;
        for (int i = status + 1; i < fields; i++) {
            char c = message.charAt(i);
            if (c != '\n') {
                out.writeByte(c);
            } else if (isName) {
                out.writeShort(':' << 8 | ' ');
                isName = false;
            } else {
                out.writeShort('\r' << 8 | '\n');
                isName = true;
            }
        }
        if (fields > status + 1) {
            out.writeShort('\r' << 8 | '\n');
        }
        out.writeBytes(now());
        number(out, ByteBufUtil.utf8Bytes(message, body, message.length()));
        out.writeInt('\r' << 24 | '\n' << 16 | '\r' << 8 | '\n');
        ByteBufUtil.writeUtf8(out, message, body, message.length());
        channel.writeAndFlush(out, channel.voidPromise());
    }

    private static void number(ByteBuf out, int number) {
        if (number >= 10) {
            number(out, number / 10);
        }
        out.writeByte('0' + number % 10);
    }

    /** The date and the name of the length. */
    private static byte[] now() {
        long now = System.currentTimeMillis() / 1000;
        if (now != second) {
            second = now;
            String shown = DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
            date = ("date: " + shown + "\r\ncontent-length: ").getBytes(StandardCharsets.US_ASCII);
        }
        return date;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
