package io.annex.core.jar;

import io.annex.core.service.OpCaller;
import io.annex.core.service.ServiceFace;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The host's services as the code of one version sees them. What a handler
 * calls is on account of the exchange that its thread runs; what other threads
 * of the add-on call is nobody's. Thread-safe.
 */
final class JarServices {
    private static final ScopedValue<Exchange> RUNNING = ScopedValue.newInstance();

    private final Map<Class<?>, Object> faces = new HashMap<>();

    JarServices(List<ServiceFace<?>> faces, Host host) {
        OpCaller caller = new OpCaller(host, JarServices::running);
        for (ServiceFace<?> face : faces) {
            this.faces.put(face.type(), face.make().apply(caller));
        }
    }

    private static @Nullable Exchange running() {
        return RUNNING.isBound() ? RUNNING.get() : null;
    }

    /** Runs what handles an exchange. */
    static JarAnswer within(Exchange exchange, ScopedValue.CallableOp<JarAnswer, RuntimeException> handling) {
        return ScopedValue.where(RUNNING, exchange).call(handling);
    }

    <T> T get(Class<T> type) {
        Object face = faces.get(type);
        if (face == null) {
            throw new IllegalArgumentException("service: " + type.getName() + " (expected: one of "
                    + faces.keySet().stream().map(Class::getName).sorted().toList() + ")");
        }
        return type.cast(face);
    }
}
