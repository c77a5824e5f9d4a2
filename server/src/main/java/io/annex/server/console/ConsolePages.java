package io.annex.server.console;

import io.annex.core.addon.Version;
import io.annex.core.http.Answer;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.core.widget.WidgetStyle;
import io.annex.server.content.Content;
import io.annex.server.content.LaterAnswers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Answers what browsers ask for below {@code /console}: the page that shows
 * widgets, its assets, and files of the widgets. Thread-safe.
 *
 * <p>
 * All widgets run in one page of one origin, as they do where they come from,
 * so the page's policy (Content Security Policy, level 3) keeps what they can
 * do inside of that origin: no script but the server's, no address but the
 * server's, no frame around it but the server's.
 */
public final class ConsolePages {
    private static final String ROOT = "/console/";
    private static final String FORMER = "/stage";
    private static final String ASSETS = ROOT + "assets/";
    /**
     * A file's name has an extension, so that no path of the installation is one.
     */
    private static final Pattern WIDGET_FILE = Pattern.compile("/console/widgets/([^/]+)/(.+\\.[A-Za-z0-9]+)");
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

    private final Supplier<Collection<Version>> active;
    private final BooleanSupplier arriving;
    private final ConsoleAssets assets = new ConsoleAssets();
    private final LaterAnswers later = new LaterAnswers("annex-console", 8);

    /**
     * Shows the widgets among add-ons.
     *
     * @param active
     *            the versions that serve
     * @param arriving
     *            whether others are still to come
     */
    public ConsolePages(Supplier<Collection<Version>> active, BooleanSupplier arriving) {
        this.active = active;
        this.arriving = arriving;
    }

    /** Whether a request is answered here. */
    public boolean takes(IncomingRequest request) {
        String path = request.path();
        if (isFormer(path)) {
            return active.get().stream().noneMatch(version -> isFormer(version.mount()));
        }
        if (!path.startsWith("/console")) {
            return false;
        }
        return path.equals("/console") || path.equals(ROOT) || path.startsWith(ASSETS)
                || WIDGET_FILE.matcher(path).matches();
    }

    /**
     * Whether a path is one that the console had in former releases, where it is no
     * add-on's.
     */
    private static boolean isFormer(String path) {
        return path.startsWith(FORMER) && (path.length() == FORMER.length() || path.charAt(FORMER.length()) == '/');
    }

    /** Answers a request that {@link #takes} let in. */
    public void handle(IncomingRequest request) {
        // Files are read, and large answers hashed: not on an event loop.
        later.answer(request, () -> answer(request));
    }

    private Answer answer(IncomingRequest request) {
        String path = request.path();
        if (isFormer(path)) {
            return new Answer.Empty(302, List.of("location",
                    (path.equals(FORMER) ? ROOT : "/console") + request.target().substring(FORMER.length())));
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Problems.wrongMethod(request.method(), "GET, HEAD");
        }
        if (path.equals("/console")) {
            return new Answer.Empty(308, List.of("location", ROOT + request.target().substring(path.length())));
        }
        if (path.equals(ROOT)) {
            // Half of the widgets would pass for all of them.
            return arriving.getAsBoolean() ? Problems.starting() : page(request);
        }
        if (path.startsWith(ASSETS)) {
            Content asset = assets.asset(path.substring(ASSETS.length()));
            return asset == null ? Problems.notFound() : asset.answer(request);
        }
        Matcher file = WIDGET_FILE.matcher(path);
        return file.matches()
                ? widgetFile(request, decoded(file.group(1)), decoded(file.group(2)))
                : Problems.notFound();
    }

    /** The edge has refused what is not well-formed. */
    private static String decoded(String encoded) {
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private Answer page(IncomingRequest request) {
        ArrayNode widgets = JsonMapper.shared().createArrayNode();
        active.get().stream().filter(ConsolePages::isWidget).sorted(Comparator.comparing(Version::addon))
                .forEach(each -> widgets.addObject().put("id", each.addon()).put("version", each.manifest().version())
                        .put("picture", each.file(WidgetFiles.PICTURE) != null));
        // The text is inside of a script element, which ends at its end tag alone.
        String html = assets.page().replace("{{widgets}}", widgets.toString().replace("<", "\\u003c"));
        return new Content(html.getBytes(StandardCharsets.UTF_8), "text/html; charset=utf-8",
                List.of("content-security-policy", PAGE_POLICY, "referrer-policy", "same-origin",
                        "cross-origin-opener-policy", "same-origin"))
                .answer(request);
    }

    private static boolean isWidget(Version version) {
        return version.mount().equals(WidgetStyle.MOUNT);
    }

    private Answer widgetFile(IncomingRequest request, String id, String name) {
        Version version = widget(id);
        while (version != null) {
            Answer answer = WidgetFiles.answer(request, version, name);
            if (answer != null) {
                return answer;
            }
            // A version's files go when it has retired; the next one may have them.
            Version now = widget(id);
            version = now == version ? null : now;
        }
        return arriving.getAsBoolean() ? Problems.starting() : Problems.notFound();
    }

    private @Nullable Version widget(String id) {
        return active.get().stream().filter(ConsolePages::isWidget).filter(each -> each.addon().equals(id)).findFirst()
                .orElse(null);
    }
}
