package io.annex.core.service.outbound;

import io.annex.core.outbound.ManagerAddress;
import io.annex.core.outbound.Outbound;
import io.annex.core.service.AddonScope;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceOp;
import java.util.List;

/** Outbound calls, and those of the manager helper. */
public final class OutboundService implements HostService {
    /** The style whose add-ons have a manager to call. */
    private static final String MANAGED = "widget";

    private final Outbound outbound;
    private final ManagerAddress manager;

    /**
     * @param outbound
     *            makes the calls; the caller closes it
     * @param manager
     *            what the manager helper of the widget style calls
     */
    public OutboundService(Outbound outbound, ManagerAddress manager) {
        this.outbound = outbound;
        this.manager = manager;
    }

    @Override
    public String name() {
        return "outbound";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("outbound.call", Mode.ASYNC), new ServiceOp("outbound.write", Mode.ASYNC),
                new ServiceOp("outbound.read", Mode.ASYNC), new ServiceOp("outbound.now", Mode.ASYNC),
                new ServiceOp("outbound.readNow", Mode.ASYNC), new ServiceOp("outbound.pause", Mode.ASYNC),
                new ServiceOp("outbound.cancel", Mode.ENDING), new ServiceOp("manager.url", Mode.INLINE));
    }

    @Override
    public Scope open(AddonScope addon) {
        return new OutboundOps(addon, outbound, addon.style().equals(MANAGED) ? manager : null);
    }
}
