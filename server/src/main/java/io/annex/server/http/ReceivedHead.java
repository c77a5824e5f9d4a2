package io.annex.server.http;

import io.annex.core.http.HeaderFields;
import io.annex.core.http.IncomingRequest;
import io.annex.server.http.connection.StrictRequestDecoder;
import io.annex.server.http.head.Forwarding;
import io.annex.server.http.head.HostRules;
import io.annex.server.http.head.RequestHead;
import io.annex.server.http.head.RequestTarget;
import io.annex.server.http.head.TrustedProxies;
import io.annex.server.http.wire.Wire;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as {@code core} sees it: what HTTP/1.1 and HTTP/2 have
 * apart is one here. Nothing is read or parsed before somebody asks. Lives on
 * its event loop.
 */
abstract class ReceivedHead implements IncomingRequest, HeaderFields {
    private static final AtomicLong SERIAL = new AtomicLong();
    private static final String START = Long.toString(System.currentTimeMillis() / 1000, 36) + '-';

    /**
     * What is left of a body up to this size is read and thrown away, so that the
     * connection can be kept.
     */
    private static final long SMALL_BODY = 256 << 10;

    protected final EdgeLoop loop;
    protected final Wire wire;
    /** The connection, or {@code null} for HTTP/2. */
    protected final @Nullable StrictRequestDecoder connection;
    private final long arrivedAt = System.nanoTime();
    private final String target;
    private final String path;
    private @Nullable String requestId;
    private String user = "";
    private @Nullable Forwarding forwarding;
    /** What the body waits for before it may come. */
    private int bodyWaits;
    /** Characters of the header fields, for HTTP/2. */
    private int headLength;
    /** The body came in a content coding that is not there any more. */
    private boolean isDecoded;
    private long decodedLength = -1;

    ReceivedHead(EdgeLoop loop, Wire wire, @Nullable StrictRequestDecoder connection) {
        this.loop = loop;
        this.wire = wire;
        this.connection = connection;
        this.target = RequestTarget.originForm(wire.uri());
        int question = target.indexOf('?');
        this.path = question < 0 ? target : target.substring(0, question);
    }

    /**
     * What is wrong with the target of a request of HTTP/2, or who it is for; for
     * HTTP/1.1 the decoder has judged it.
     */
    @Nullable
    String flaw() {
        if (connection != null) {
            return null;
        }
        wire.forEach((name, value) -> headLength += name.length() + value.length());
        return RequestHead.isAuthority(authority())
                ? RequestTarget.flaw(method(), wire.uri())
                : "the authority is not a host";
    }

    /** Characters of the header fields of HTTP/2; 0 for HTTP/1.1. */
    final int headLength() {
        return headLength;
    }

    /** The body is being decoded. */
    final void decoding() {
        isDecoded = true;
    }

    /** So many bytes came of it. */
    final void decoded(long length) {
        decodedLength = length;
    }

    @Override
    public String requestId() {
        String id = requestId;
        if (id == null) {
            id = START + Long.toString(SERIAL.incrementAndGet(), 36);
            requestId = id;
        }
        return id;
    }

    @Override
    public long arrivedAt() {
        return arrivedAt;
    }

    @Override
    public String method() {
        return wire.method();
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String scheme() {
        Forwarding said = forwarding();
        return said != null && !said.scheme().isEmpty() ? said.scheme() : wire.isEncrypted() ? "https" : "http";
    }

    @Override
    public String authority() {
        Forwarding said = forwarding();
        if (said != null && !said.host().isEmpty()) {
            return said.host();
        }
        String absolute = RequestTarget.authority(wire.uri());
        String host = absolute != null ? absolute : wire.first("host");
        if (host != null && !host.isEmpty()) {
            return host;
        }
        String named = wire.namedAuthority();
        return named == null ? localAuthority() : named;
    }

    /**
     * Who names no host means the address (RFC 9110, section 7.2, lets {@code Host}
     * be empty).
     */
    private String localAuthority() {
        InetSocketAddress local = wire.local();
        if (local == null) {
            return "";
        }
        String address = local.getAddress().getHostAddress();
        int zone = address.indexOf('%');
        String plain = zone < 0 ? address : address.substring(0, zone);
        return (plain.indexOf(':') < 0 ? plain : '[' + plain + ']') + ':' + local.getPort();
    }

    /**
     * Whether the request is for a name that the server goes by. What a trusted
     * proxy sends is for the proxy to judge where nothing is said of names.
     */
    boolean isForThisServer() {
        HostRules hosts = loop.edge().hosts();
        InetSocketAddress local = wire.local();
        return hosts.accept(authority(), local == null ? null : local.getAddress())
                || hosts.isEmpty() && forwarding() != null;
    }

    @Override
    public String remote() {
        Forwarding said = forwarding();
        return said == null ? wire.peer() : said.client();
    }

    /**
     * What a trusted proxy says of the client; {@code null} where none sent this.
     */
    private @Nullable Forwarding forwarding() {
        TrustedProxies proxies = loop.edge().proxies();
        if (proxies.isEmpty()) {
            return null;
        }
        Forwarding read = forwarding;
        if (read == null) {
            String peer = wire.peer();
            if (!proxies.contains(peer)) {
                return null;
            }
            read = Forwarding.read(peer, proxies, wire::all);
            forwarding = read;
        }
        return read;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public void user(String json) {
        user = json;
    }

    @Override
    public HeaderFields headers() {
        return this;
    }

    @Override
    public @Nullable String first(String name) {
        String value = wire.first(name);
        return connection != null || value == null || !name.equals("cookie") ? value : cookies();
    }

    /**
     * HTTP/2 may send each cookie in a field of its own (RFC 9113 section 8.2.3).
     */
    private String cookies() {
        return String.join("; ", wire.all("cookie"));
    }

    /** What was decoded is shown as if it had been sent so. */
    @Override
    public void forEach(BiConsumer<String, String> consumer) {
        if (isDecoded) {
            forEachSent((name, value) -> {
                if (name.equals("content-length") && decodedLength >= 0) {
                    consumer.accept(name, Long.toString(decodedLength));
                } else if (!name.equals("content-encoding") && !name.equals("content-length")) {
                    consumer.accept(name, value);
                }
            });
        } else {
            forEachSent(consumer);
        }
    }

    private void forEachSent(BiConsumer<String, String> consumer) {
        if (connection == null) {
            forEachOfHttp2(consumer);
        } else {
            wire.forEach(consumer);
        }
    }

    /**
     * As HTTP/1.1 would have sent them: with {@code host}, and one {@code cookie}.
     */
    private void forEachOfHttp2(BiConsumer<String, String> consumer) {
        if (wire.first("host") == null) {
            consumer.accept("host", authority());
        }
        boolean[] cookies = new boolean[1];
        wire.forEach((name, value) -> {
            if (!name.equals("cookie")) {
                consumer.accept(name, value);
            } else if (!cookies[0]) {
                cookies[0] = true;
                consumer.accept("cookie", cookies());
            }
        });
    }

    @Override
    public boolean hasBody() {
        String length = wire.first("content-length");
        if (length != null) {
            return !length.equals("0");
        }
        // Whether a stream of HTTP/2 ends with its head is not known yet when the head
        // is handed over.
        return connection != null ? wire.first("transfer-encoding") != null : !hasNoBodyByNature(method());
    }

    private static boolean hasNoBodyByNature(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "DELETE" -> true;
            default -> false;
        };
    }

    /** How long the body is said to be; -1 where nothing is said. */
    final long announced() {
        String length = wire.first("content-length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * Whether what may still come of the body is more than one would read for the
     * connection's sake.
     */
    final boolean isBodyLarge() {
        long length = announced();
        return length < 0 || length > SMALL_BODY || wire.first("expect") != null;
    }

    /** The body stays where it is until as many let it come. */
    final boolean holdBody(boolean wanted) {
        if (wanted && bodyWaits++ == 0) {
            wire.pause();
        }
        return wanted;
    }

    final void letBodyCome(boolean held) {
        if (held && --bodyWaits == 0) {
            wire.resume();
        }
    }

    /** Why a stage has failed. */
    static @Nullable Throwable reason(@Nullable Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    @Override
    public Executor loop() {
        return loop.executor();
    }
}
