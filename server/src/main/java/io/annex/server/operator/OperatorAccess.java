package io.annex.server.operator;

import io.annex.core.http.Answer;
import io.annex.core.http.CrossSite;
import io.annex.core.http.HeaderFields;
import io.annex.core.http.IncomingRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets the operator in and nobody else: by
 * {@code Authorization: Bearer <token>} (RFC 6750), or Basic with the token as
 * the password, as {@code curl -u} sends it. The answer asks for Bearer alone,
 * so that no browser ever offers to remember the token, and what another site's
 * page makes a browser send is refused whatever it carries. Thread-safe; blocks
 * nothing.
 */
public final class OperatorAccess {
    private static final Logger log = LoggerFactory.getLogger(OperatorAccess.class);

    private final OperatorToken token;
    private final FailurePace pace = new FailurePace(System::nanoTime);

    public OperatorAccess(OperatorToken token) {
        this.token = token;
    }

    /**
     * What to answer to a request that is not the operator's, {@code null} for one
     * that is. To be asked before anything of the body is read.
     */
    public @Nullable Answer refusal(IncomingRequest request) {
        HeaderFields headers = request.headers();
        if ("same-site".equals(headers.first("sec-fetch-site")) || CrossSite.isForeign(request)) {
            return problem(403, "Forbidden", "Requests from other sites are not answered here.", List.of());
        }
        long wait = pace.wait(request.remote());
        if (wait > 0) {
            return problem(429, "Too many requests", "Too many wrong tokens came from this address.",
                    List.of("retry-after", Long.toString(wait)));
        }
        String authorization = headers.first("authorization");
        if (authorization == null) {
            return unauthorized("");
        }
        String given = given(authorization);
        if (given == null || !token.is(given)) {
            pace.failed(request.remote());
            log.warn("A wrong operator's token came from {}: {} {}", request.remote(), request.method(),
                    request.path());
            return unauthorized(", error=\"invalid_token\"");
        }
        return null;
    }

    private static @Nullable String given(String authorization) {
        int space = authorization.indexOf(' ');
        String scheme = authorization.substring(0, Math.max(space, 0)).toLowerCase(Locale.ROOT);
        String rest = authorization.substring(space + 1).strip();
        return switch (scheme) {
            case "bearer" -> rest;
            case "basic" -> password(rest);
            default -> null;
        };
    }

    private static @Nullable String password(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : pair.substring(colon + 1);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Answer unauthorized(String error) {
        return problem(401, "Unauthorized",
                "This needs the operator's token: 'Authorization: Bearer <token>' (see " + OperatorToken.FILE
                        + " in the data folder, or operator.token).",
                List.of("www-authenticate", "Bearer realm=\"annex\"" + error));
    }

    private static Answer problem(int status, String title, String detail, List<String> more) {
        List<String> headers = new ArrayList<>(
                List.of("content-type", "application/problem+json", "cache-control", "no-store"));
        headers.addAll(more);
        return new Answer.Text(status, headers, JsonMapper.shared().createObjectNode().put("title", title)
                .put("status", status).put("detail", detail).toString());
    }
}
