package io.annex.core.grant;

import java.util.Set;

/**
 * What an add-on's answers may say although it is about its neighbours too: the
 * others on the same origin.
 *
 * @param headers
 *            names of header fields, in lower case
 * @param cookieNames
 *            names of cookies, as they are
 * @param cookiePaths
 *            paths of cookies beside the add-on's own, as browsers see them
 */
public record AnswerGrants(Set<String> headers, Set<String> cookieNames, Set<String> cookiePaths) {
    /** The headers that are about all of an origin, or are remembered for it. */
    public static final Set<String> OF_THE_ORIGIN = Set.of("service-worker-allowed", "clear-site-data",
            "strict-transport-security", "alt-svc", "nel", "report-to");
    /** Nothing. */
    public static final AnswerGrants NONE = new AnswerGrants(Set.of(), Set.of(), Set.of());
}
