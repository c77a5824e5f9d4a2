package io.annex.core.service.event;

import io.annex.api.Events;
import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.ExchangeScope;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceFace;
import io.annex.core.service.ServiceOp;
import java.util.List;

/**
 * Events that add-ons emit. Those of the system, whose names begin with
 * {@value #SYSTEM}, are not theirs to emit; and while one that some add-on has
 * emitted is handled, no other is: two add-ons would go on for ever.
 */
public final class EventService implements HostService {
    private static final String SYSTEM = "sv";
    private static final String EMIT = "events.emit";

    @Override
    public String name() {
        return "events";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp(EMIT, Mode.INLINE));
    }

    @Override
    public List<ServiceFace<?>> faces() {
        return List.of(new ServiceFace<>(Events.class,
                ops -> (event, json) -> ops.call(EMIT, event.replace('\0', ' ') + '\0' + json)));
    }

    @Override
    public Scope open(AddonScope addon) {
        return call -> emit(addon, call);
    }

    private static void emit(AddonScope addon, Call call) throws OpRefused {
        int end = call.text().indexOf('\0');
        String event = call.text().substring(0, Math.max(0, end));
        if (event.startsWith(SYSTEM)) {
            throw new OpRefused("events.emit: names that begin with '" + SYSTEM + "' are the system's own events");
        }
        ExchangeScope exchange = call.exchange();
        String handled = exchange == null ? "" : exchange.event();
        if (!handled.isEmpty() && !handled.startsWith(SYSTEM)) {
            throw new OpRefused("events.emit: no event can be emitted while one is handled, as two add-ons could go on"
                    + " for ever");
        }
        try {
            addon.emitToAll(event, call.text().substring(end + 1));
        } catch (IllegalArgumentException e) {
            throw new OpRefused("events.emit: " + e.getMessage());
        }
        call.ok("");
    }
}
