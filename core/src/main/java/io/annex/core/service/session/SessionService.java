package io.annex.core.service.session;

import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.ExchangeScope;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceOp;
import io.annex.core.session.OpenSession;
import io.annex.core.session.Sessions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The session of an exchange, to be read. One that is in memory is there at
 * once; what has to be asked of the database is asked where it may wait. What
 * is written comes with the answer.
 */
public final class SessionService implements HostService {
    private final Sessions sessions;

    public SessionService(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("session.load", Mode.INLINE), new ServiceOp("session.update", Mode.INLINE));
    }

    @Override
    public Scope open(AddonScope addon) {
        String name = addon.addon();
        return call -> load(name, call);
    }

    private void load(String addon, Call call) throws OpRefused {
        ExchangeScope exchange = call.exchange();
        if (exchange == null) {
            throw new OpRefused("There is no session outside of a request");
        }
        String id = exchange.knownSessionId();
        if (id == null) {
            answer(call, exchange, null);
            return;
        }
        OpenSession session = sessions.openNow(addon, id);
        if (session != null) {
            answer(call, exchange, session);
        } else {
            call.blocking(() -> answer(call, exchange, sessions.open(addon, id)));
        }
    }

    private static void answer(Call call, ExchangeScope exchange, @Nullable OpenSession session) {
        exchange.opened(session);
        String json = session == null ? null : session.json();
        call.ok(json == null ? "{}" : json);
    }
}
