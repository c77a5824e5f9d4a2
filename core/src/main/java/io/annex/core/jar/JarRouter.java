package io.annex.core.jar;

import io.annex.api.Handler;
import io.annex.api.Router;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/** The endpoints of an add-on, as it registers them. */
final class JarRouter implements Router {
    /**
     * @param parameters
     *            names of the path's parameters, in their order
     * @param place
     *            where it was registered, e.g. {@code Shop.java:12}
     */
    record Route(String method, String path, List<String> parameters, Handler handler, String place) {
        @Override
        public String toString() {
            return place + ": " + method + ' ' + path;
        }
    }

    private static final StackWalker STACK = StackWalker.getInstance();

    private final List<Route> routes = new ArrayList<>();
    private boolean closed;

    @Override
    public void route(String method, String path, Handler handler) {
        if (closed) {
            throw new IllegalStateException(
                    "endpoints can be registered only while the add-on is loaded (expected: in endpoints(Router))");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                    method + ' ' + path + ": the path begins with no slash (expected: \"/" + path + "\")");
        }
        if (handler == null) {
            throw new IllegalArgumentException(
                    method + ' ' + path + ": no handler (expected: such as exchange -> exchange.send(\"Hello\"))");
        }
        List<String> parameters = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.startsWith(":")) {
                parameters.add(segment.substring(1));
            }
        }
        routes.add(new Route(method, path, List.copyOf(parameters), handler, place()));
    }

    private static String place() {
        return STACK.walk(frames -> frames.filter(each -> !JarLogger.isOurs(each.getClassName())).findFirst())
                .map(each -> each.getFileName() + ":" + each.getLineNumber()).orElse("an unknown place");
    }

    List<Route> close() {
        closed = true;
        return List.copyOf(routes);
    }

    /** As the guest's {@code load} declares them. */
    static void declare(List<Route> routes, ArrayNode endpoints) {
        routes.forEach(route -> endpoints.addObject().put("method", route.method()).put("path", route.path())
                .put("body", "bytes"));
    }
}
