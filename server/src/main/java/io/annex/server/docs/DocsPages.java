package io.annex.server.docs;

import io.annex.core.addon.Version;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.core.openapi.OpenApi;
import io.annex.server.content.Content;
import io.annex.server.content.LaterAnswers;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /-/openapi.json}, {@code /-/docs} and what that page loads.
 * Nothing else is loaded: the page's Content-Security-Policy allows this server
 * alone, and no script or style that stands in the page itself, so that a
 * description written by an add-on's author can do no harm in it. Thread-safe.
 */
public final class DocsPages {
    private static final String DOCUMENT = "/-/openapi.json";
    private static final String PAGE = "/-/docs";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    static final List<String> HEADERS = List.of("referrer-policy", "no-referrer", "content-security-policy", POLICY);

    private final Supplier<Collection<Version>> versions;
    private final BooleanSupplier arriving;
    private final String annexVersion;
    private final LaterAnswers later = new LaterAnswers("annex-docs", 2);
    private volatile @Nullable Built built;

    /** A document, and the versions that it describes. */
    private record Built(Set<Version> versions, Content content) {
    }

    /**
     * @param versions
     *            those that serve
     * @param arriving
     *            whether others are still to come
     * @param annexVersion
     *            this server's
     */
    public DocsPages(Supplier<Collection<Version>> versions, BooleanSupplier arriving, String annexVersion) {
        this.versions = versions;
        this.arriving = arriving;
        this.annexVersion = annexVersion;
    }

    /**
     * Answers a request on its event loop, now or later, if it is for one of these
     * pages.
     */
    public boolean answers(IncomingRequest request) {
        String path = request.path();
        if (!path.equals(DOCUMENT) && !path.equals(PAGE) && !path.startsWith(PAGE + '/')) {
            return false;
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            request.answer(Problems.wrongMethod(request.method(), "GET, HEAD"));
            return true;
        }
        if (path.equals(DOCUMENT) && arriving.getAsBoolean()) {
            request.answer(Problems.starting());
            return true;
        }
        Set<Version> now = path.equals(DOCUMENT) ? Set.copyOf(versions.get()) : Set.of();
        Built known = built;
        if (path.equals(DOCUMENT) && known != null && known.versions().equals(now)) {
            request.answer(known.content().answer(request));
        } else {
            // To describe thousands of endpoints, or to read a megabyte from a jar, would
            // hold up the event loop.
            later.answer(request, () -> {
                Content content = path.equals(DOCUMENT) ? document(now) : Assets.asset(path.substring(PAGE.length()));
                return content == null ? Problems.notFound() : content.answer(request);
            });
        }
        return true;
    }

    private Content document(Set<Version> now) {
        byte[] document = OpenApi.document(now, annexVersion).getBytes(StandardCharsets.UTF_8);
        Content content = new Content(document, "application/json", HEADERS);
        built = new Built(now, content);
        return content;
    }
}
