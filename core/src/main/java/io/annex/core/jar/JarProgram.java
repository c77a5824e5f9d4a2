package io.annex.core.jar;

import io.annex.api.Addon;
import io.annex.api.AddonContext;
import io.annex.api.Listener;
import io.annex.api.ModuleRequest;
import io.annex.api.ModuleResponse;
import io.annex.api.ModuleStatus;
import io.annex.core.jar.JarListeners.Registered;
import io.annex.core.jar.JarRouter.Route;
import io.annex.engine.Host;
import io.annex.engine.LoadException;
import io.annex.engine.Program;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One version of an add-on in Java, loaded. */
final class JarProgram {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** The style whose add-ons are modules. */
    static final String MODULES = "jbackend";

    private final Program program;
    private final AddonClasses classes;
    private final Addon addon;
    private final Map<String, String> params;
    private final List<Route> routes;
    private final List<Registered> listeners;

    private JarProgram(Program program, AddonClasses classes, Addon addon, Map<String, String> params,
            List<Route> routes, List<Registered> listeners) {
        this.program = program;
        this.classes = classes;
        this.addon = addon;
        this.params = params;
        this.routes = routes;
        this.listeners = listeners;
    }

    private record Context(String name, String version, Map<String, String> params, System.Logger logger,
            JarListeners listeners, JarServices services) implements AddonContext {
        @Override
        public void on(String event, Listener listener) {
            listeners.on(event, listener);
        }

        @Override
        public <T> T service(Class<T> type) {
            return services.get(type);
        }
    }

    /** Loads and starts it. What it throws is for the add-on's author. */
    static JarProgram load(Program program, Path root, Host host, JarServices services) throws LoadException {
        Map<String, String> params = new HashMap<>();
        if (isModule(program)) {
            JSON.readTree(program.params()).properties()
                    .forEach(field -> params.put(field.getKey(), field.getValue().asString("")));
        }
        AddonClasses classes = null;
        try {
            classes = AddonClasses.of(program.name(), root.resolve(program.entry().substring(1)));
            Thread.currentThread().setContextClassLoader(classes);
            Addon addon = addon(program, classes);
            Map<String, String> fixed = Map.copyOf(params);
            JarListeners listeners = new JarListeners();
            addon.start(new Context(program.name(), program.version(), fixed, new JarLogger(program.name(), host, null),
                    listeners, services));
            JarRouter router = new JarRouter();
            if (!isModule(program)) {
                addon.endpoints(router);
            }
            return new JarProgram(program, classes, addon, fixed, router.close(), listeners.close());
        } catch (LoadException e) {
            close(classes);
            throw e;
        } catch (Throwable e) {
            close(classes);
            throw new LoadException(program.entry().substring(1) + ": " + JarLogger.stack(e), e);
        }
    }

    private static void close(@org.jspecify.annotations.Nullable AddonClasses classes) {
        if (classes != null) {
            try {
                classes.close();
            } catch (IOException e) {
                // Its files are deleted soon.
            }
        }
    }

    private static Addon addon(Program program, AddonClasses classes) throws LoadException {
        String jar = program.entry().substring(1);
        try {
            Iterator<Addon> found = ServiceLoader.load(Addon.class, classes).iterator();
            if (!found.hasNext()) {
                throw new LoadException(jar + ": no add-on in it (expected: META-INF/services/" + Addon.class.getName()
                        + " with the name of a class that implements it)");
            }
            Addon addon = found.next();
            if (found.hasNext()) {
                throw new LoadException(jar + ": several add-ons in it (expected: one class in META-INF/services/"
                        + Addon.class.getName() + ")");
            }
            return addon;
        } catch (ServiceConfigurationError e) {
            throw new LoadException(jar + ": " + e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause()), e);
        }
    }

    private static boolean isModule(Program program) {
        return program.style().equals(MODULES);
    }

    String name() {
        return program.name();
    }

    boolean isModule() {
        return isModule(program);
    }

    Addon addon() {
        return addon;
    }

    Map<String, String> params() {
        return params;
    }

    List<Route> routes() {
        return routes;
    }

    List<Registered> listeners() {
        return listeners;
    }

    ClassLoader classes() {
        return classes;
    }

    /** What it declares, as the guest's {@code load} does. */
    String declaration() {
        ObjectNode declared = JSON.createObjectNode();
        JarRouter.declare(routes, declared.putArray("endpoints"));
        JarListeners.declare(listeners, declared);
        var warnings = declared.putArray("warnings");
        RouteFlaws.of(routes).forEach(warnings::add);
        if (isModule()) {
            ObjectNode hooks = declared.putObject("hooks");
            hooks.put("before", has("onBeforeCheckModule", ModuleRequest.class));
            hooks.put("session", has("onCheckSession", ModuleRequest.class, String.class));
            var requests = hooks.putArray("requests");
            if (has("onRequest", ModuleRequest.class, String.class, ModuleResponse.class, ModuleStatus.class)) {
                Set<String> names = addon.modules();
                (names.isEmpty() ? Set.of(program.name()) : names).forEach(requests::add);
            }
        }
        return declared.toString();
    }

    /** Whether the add-on has a hook of its own in the place of the interface's. */
    private boolean has(String hook, Class<?>... parameters) {
        try {
            return !Modifier.isAbstract(addon.getClass().getModifiers())
                    && addon.getClass().getMethod(hook, parameters).getDeclaringClass() != Addon.class;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** Tells the add-on, and lets its classes go. */
    void stop() throws Exception {
        try {
            addon.stop();
        } finally {
            classes.close();
        }
    }
}
