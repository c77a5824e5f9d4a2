package io.annex.core.service.platform;

import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceOp;
import java.security.SecureRandom;
import java.util.List;

/** What every platform has: randomness, and a word on who the add-on is. */
public final class PlatformService implements HostService {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_RANDOM_BYTES = 65536;

    @Override
    public String name() {
        return "platform";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("random", Mode.INLINE), new ServiceOp("app.info", Mode.INLINE));
    }

    @Override
    public Scope open(AddonScope addon) {
        String info = addon.manifest().info();
        return call -> {
            if (call.op().equals("random")) {
                random(call);
            } else {
                call.ok(info);
            }
        };
    }

    private static void random(Call call) throws OpRefused {
        int length = Integer.parseInt(call.text());
        if (length < 0 || length > MOST_RANDOM_BYTES) {
            throw new OpRefused("random: " + length + " bytes (expected: at most " + MOST_RANDOM_BYTES + ")");
        }
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        call.ok(bytes);
    }
}
