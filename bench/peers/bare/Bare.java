import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * As little as can stand between a socket and a handler in V8: one event loop
 * of Netty, a scan of the head, one worker. No add-ons, no limits, no log.
 *
 * <p>
 * {@code java -cp … Bare.java PORT fixed} gives one answer, which nobody
 * computes; {@code java -cp … Bare.java PORT each CACHE LIBRARY HANDLER} calls
 * the handler by the library (bare.js) once for each request, {@code all} in the
 * place of {@code each} once for all that wait. {@code CACHE} is the folder in
 * which a distribution of Annex has V8.
 */
public final class Bare {
    private static final int BACKLOG = 1024;

    private Bare() {
    }

    public static void main(String[] arguments) throws Exception {
        String mode = arguments[1];
        Worker worker = mode.equals("fixed")
                ? null
                : Worker.start(Path.of(arguments[2]), Files.readString(Path.of(arguments[3])),
                        Files.readString(Path.of(arguments[4])), mode.equals("all"));
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        new ServerBootstrap().group(loop).channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG).childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Connection(channel, worker));
                    }
                }).bind("127.0.0.1", Integer.parseInt(arguments[0])).sync();
        System.out.println("Bare ready on http://127.0.0.1:" + arguments[0]);
    }
}
