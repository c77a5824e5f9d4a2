package io.annex.server.console;

import io.annex.core.body.Disposition;
import io.annex.core.grant.Grants;
import io.annex.core.outbound.Outbound;
import io.annex.core.outbound.Outbound.Call;
import io.annex.core.outbound.Outbound.Head;
import io.annex.core.outbound.Outbound.Part;
import io.annex.core.outbound.OutboundFailure;
import io.annex.core.outbound.OutboundFailure.Kind;
import io.annex.core.outbound.OutboundRequest;
import io.annex.core.settings.Limits;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Fetches archives as the operator's own calls: by the addresses that the
 * operator's grants allow, redirects included. All of it blocks. Thread-safe.
 */
final class ArchiveDownload implements AutoCloseable {
    private static final int MOST_HOPS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Outbound outbound;
    private final Grants grants;
    private final long most;
    private final Duration time;
    /** Opened when the first is fetched. */
    private Outbound.@Nullable Client client;

    /**
     * @param most
     *            bytes of an archive
     * @param time
     *            the whole of a download may take
     */
    ArchiveDownload(Outbound outbound, Grants grants, long most, Duration time) {
        this.outbound = outbound;
        this.grants = grants;
        this.most = most;
        this.time = time;
    }

    /** Reads what somebody has typed. */
    static URI url(String text) throws InstallRefusal {
        try {
            return checked(URI.create(text));
        } catch (IllegalArgumentException e) {
            throw InstallRefusals.url("not a URL (expected: http or https, with a host)");
        }
    }

    private static URI checked(URI url) throws InstallRefusal {
        if (!isHttps(url) && !"http".equalsIgnoreCase(url.getScheme()) || url.getHost() == null
                || url.getRawUserInfo() != null) {
            throw InstallRefusals.url("not an http or https URL with a host (and without credentials)");
        }
        return url;
    }

    private static boolean isHttps(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    /**
     * Fetches {@code url} into a file that does not exist.
     *
     * @return the file's name: by {@code Content-Disposition} (RFC 6266), otherwise
     *         the end of the path of {@code url}
     */
    String fetch(URI url, Path file) throws InstallRefusal, IOException {
        long until = System.nanoTime() + time.toNanos();
        URI at = url;
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            Hop answer = hop(at, file, Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            if (answer.next() == null) {
                String path = QueryStringDecoder.decodeComponent(url.getRawPath().replace("+", "%2B"));
                return answer.name().orElse(path.substring(path.lastIndexOf('/') + 1));
            }
            at = answer.next();
        }
        throw InstallRefusals.notFetched("more than " + MOST_HOPS + " redirects");
    }

    /** Where it goes on, or {@code null} and what the file calls itself. */
    private record Hop(@Nullable URI next, Optional<String> name) {
    }

    private synchronized Outbound.Client client() {
        Outbound.Client open = client;
        if (open == null) {
            open = outbound.open(Grants.OPERATOR, Limits.DEFAULTS);
            client = open;
        }
        return open;
    }

    private Hop hop(URI url, Path file, Duration left) throws InstallRefusal, IOException {
        boolean ssl = isHttps(url);
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        Call call = client()
                .call(new OutboundRequest("GET", ssl, url.getHost(), url.getPort() < 0 ? ssl ? 443 : 80 : url.getPort(),
                        url.getRawQuery() == null ? path : path + '?' + url.getRawQuery(),
                        List.of("accept", "*/*", "user-agent", "annex"), 0, left, ""), grants);
        try {
            call.write(new byte[0], true);
            Head head = await(call.head());
            if (REDIRECTS.contains(head.status())) {
                return new Hop(redirect(url, head), Optional.empty());
            }
            if (head.status() != 200) {
                throw InstallRefusals.notFetched(url.getHost() + " answered " + head.status());
            }
            receive(call, head, file);
            return new Hop(null, header(head, "content-disposition").flatMap(Disposition::fileName));
        } finally {
            call.cancel(new OutboundFailure(Kind.CANCELLED, "it is of no use any more"));
        }
    }

    private static URI redirect(URI from, Head head) throws InstallRefusal {
        URI to = to(from, header(head, "location")
                .orElseThrow(() -> InstallRefusals.notFetched(from.getHost() + " redirects to nowhere")));
        if (isHttps(from) && !isHttps(to)) {
            throw InstallRefusals.notFetched(from.getHost() + " redirects from https to http");
        }
        return to;
    }

    private static Optional<String> header(Head head, String name) {
        List<String> headers = head.headers();
        for (int i = 0; i < headers.size(); i += 2) {
            if (headers.get(i).equals(name)) {
                return Optional.of(headers.get(i + 1));
            }
        }
        return Optional.empty();
    }

    private static URI to(URI from, String location) throws InstallRefusal {
        try {
            return checked(from.resolve(location));
        } catch (IllegalArgumentException e) {
            throw InstallRefusals.notFetched(from.getHost() + " redirects to what is no URL");
        }
    }

    private void receive(Call call, Head head, Path file) throws InstallRefusal, IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            long size = 0;
            for (Part part = head.body();; part = await(call.read())) {
                size += part.bytes().length;
                if (size > most) {
                    throw InstallRefusals.tooLarge(most);
                }
                out.write(part.bytes());
                if (part.ended()) {
                    return;
                }
            }
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws InstallRefusal {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof OutboundFailure failure) {
                throw switch (failure.kind()) {
                    case REFUSED, INVALID -> InstallRefusals.url(failure.text());
                    default -> InstallRefusals.notFetched(failure.text());
                };
            }
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
