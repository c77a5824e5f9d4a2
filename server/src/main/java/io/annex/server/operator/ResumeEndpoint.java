package io.annex.server.operator;

import io.annex.core.http.Answer;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /-/addons/<name>/resume}: ends the suspension of an add-on, for
 * the operator alone.
 */
public final class ResumeEndpoint {
    private static final String BEFORE = "/-/addons/";
    private static final String BEHIND = "/resume";

    private final OperatorAccess access;
    private final Resuming resuming;

    public ResumeEndpoint(OperatorAccess access, Resuming resuming) {
        this.access = access;
        this.resuming = resuming;
    }

    /** Whether a path, as received, is this one of some add-on. */
    public static boolean serves(String path) {
        return path.length() > BEFORE.length() + BEHIND.length() && path.startsWith(BEFORE) && path.endsWith(BEHIND);
    }

    /** Answers a request for this. On its event loop. */
    public void handle(IncomingRequest request) {
        Answer refusal = access.refusal(request);
        if (refusal != null) {
            request.answer(refusal);
        } else if (!request.method().equals("POST")) {
            request.answer(Problems.wrongMethod(request.method(), "POST"));
        } else {
            String path = request.path();
            request.answer(resumed(name(path.substring(BEFORE.length(), path.length() - BEHIND.length()))));
        }
    }

    private static String name(String encoded) {
        return QueryStringDecoder.decodeComponent(encoded.replace("+", "%2B"));
    }

    private Answer resumed(String addon) {
        Resuming.Outcome outcome = resuming.resume(addon);
        return outcome == Resuming.Outcome.UNKNOWN
                ? Problems.notFound()
                : new Answer.Text(200, List.of("content-type", "application/json", "cache-control", "no-store"),
                        JsonMapper.shared().createObjectNode().put("addon", addon)
                                .put("resumed", outcome == Resuming.Outcome.RESUMED).toString());
    }
}
