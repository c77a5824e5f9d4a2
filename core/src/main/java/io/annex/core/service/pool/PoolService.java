package io.annex.core.service.pool;

import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceOp;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether each application of an add-on that has several answers. One worker is
 * told, and all ask: so it is the host that knows. A version begins anew, as a
 * process does that is started again.
 */
public final class PoolService implements HostService {
    private static final int MOST = 1000;
    private static final int LONGEST_NAME = 200;

    @Override
    public String name() {
        return "pool";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("pool.begin", Mode.INLINE), new ServiceOp("pool.switch", Mode.INLINE),
                new ServiceOp("pool.disabled", Mode.INLINE));
    }

    @Override
    public Scope open(AddonScope addon) {
        Map<String, Boolean> enabled = new ConcurrentHashMap<>();
        return call -> serve(enabled, call);
    }

    private static void serve(Map<String, Boolean> enabled, Call call) throws OpRefused {
        if (call.op().equals("pool.disabled")) {
            StringBuilder names = new StringBuilder();
            enabled.forEach((name, answers) -> names.append(answers ? "" : name + '\0'));
            call.ok(names.toString());
            return;
        }
        String text = call.text();
        boolean answers = text.startsWith("1");
        String name = text.substring(Math.min(1, text.length()));
        if (name.isEmpty() || name.length() > LONGEST_NAME || enabled.size() >= MOST && !enabled.containsKey(name)) {
            throw new OpRefused("pool: an application's name of " + name.length() + " characters (expected: 1 to "
                    + LONGEST_NAME + ", and at most " + MOST + " applications)");
        }
        if (call.op().equals("pool.begin")) {
            // What was said since is newer than what a worker's script says at its start.
            enabled.putIfAbsent(name, answers);
        } else {
            enabled.put(name, answers);
        }
        call.ok("");
    }
}
