package io.annex.core.addon;

import java.util.Locale;

/**
 * An endpoint's template taken apart.
 *
 * @param segments
 *            a parameter's is empty
 * @param parameters
 *            whether the values of parameters are to be found out
 * @param below
 *            the one segment, in upper case, of an endpoint that answers what
 *            is below it too; otherwise empty
 * @param open
 *            what is below the segments matches too
 * @param plain
 *            what is found where there are no values
 */
record Template(Endpoint endpoint, String[] segments, boolean parameters, String below, boolean anyCase, boolean open,
        EndpointTable.Match.Found plain) {
    static Template of(Endpoint endpoint) {
        String path = EndpointTable.trimmed(endpoint.template());
        boolean express = endpoint.reach() == Endpoint.Reach.EXPRESS;
        boolean all = express && path.endsWith("/*");
        if (all) {
            path = path.substring(0, path.length() - 2);
        }
        EndpointTable.Match.Found plain = new EndpointTable.Match.Found(endpoint, "");
        if (endpoint.reach() == Endpoint.Reach.BELOW) {
            return new Template(endpoint, new String[]{""}, true, path.substring(1).toUpperCase(Locale.ROOT), true,
                    true, plain);
        }
        String[] segments = path.isEmpty() ? new String[0] : path.substring(1).split("/", -1);
        boolean parameters = false;
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].startsWith(":")) {
                segments[i] = "";
                parameters = !express;
            }
        }
        return new Template(endpoint, segments, parameters, "", express, all || endpoint.files() != null, plain);
    }

    int index() {
        return endpoint.index();
    }

    /** Whether what is below its segments is for the application to look up. */
    boolean isApplication() {
        return open && endpoint.reach() == Endpoint.Reach.EXPRESS && endpoint.files() == null;
    }

    /**
     * Whether it answers a method; HEAD is answered where GET is.
     *
     * @param method
     *            upper-case
     */
    boolean answers(String method) {
        return endpoint.method().equals(method) || method.equals("HEAD") && endpoint.method().equals("GET");
    }

    /**
     * The values of the parameters in a path that it matches, still encoded,
     * separated by slashes.
     */
    String values(String path) {
        String first = null;
        StringBuilder more = null;
        int at = 0;
        for (String segment : segments) {
            int start = at + 1;
            int end = path.indexOf('/', start);
            at = end < 0 ? path.length() : end;
            if (!segment.isEmpty()) {
                continue;
            }
            if (first == null) {
                first = path.substring(start, at);
            } else {
                more = more == null ? new StringBuilder(first) : more;
                more.append('/').append(path, start, at);
            }
        }
        return more != null ? more.toString() : first == null ? "" : first;
    }
}
