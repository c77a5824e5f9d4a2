package io.annex.core.service.addons;

import io.annex.api.Addons;
import io.annex.core.grant.Granted;
import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceFace;
import io.annex.core.service.ServiceOp;
import io.annex.core.service.addons.AddonCalls.Asked;
import io.annex.core.settings.ServiceGrant;
import java.util.List;

/**
 * Calls to other add-ons of the server, which an operator grants by their
 * names. To the one that is called, a call is a request as any other.
 */
public final class AddonsService implements HostService {
    private static final ServiceGrant GRANT = ServiceGrant.names("addons", "[name, …]",
            "it may call these add-ons of the server, without a network between", name -> !name.isBlank(),
            "the name of an add-on");
    static final String FIND = "addons.find";
    static final String CALL = "addons.call";
    static final String LATER = "addons.callLater";

    private final AddonCalls calls;

    public AddonsService(AddonCalls calls) {
        this.calls = calls;
    }

    @Override
    public String name() {
        return "addons";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp(FIND, Mode.INLINE), new ServiceOp(CALL, Mode.ASYNC, GRANT.name()),
                new ServiceOp(LATER, Mode.ASYNC, GRANT.name()));
    }

    @Override
    public List<ServiceGrant> grants() {
        return List.of(GRANT);
    }

    @Override
    public List<ServiceFace<?>> faces() {
        return List.of(new ServiceFace<>(Addons.class, JavaAddons::new));
    }

    @Override
    public Scope open(AddonScope addon) {
        Granted granted = addon.settings().grants().of(GRANT.name());
        return call -> {
            if (call.op().equals(FIND)) {
                call.ok(calls.isThere(call.text()) ? "there" : granted.names().contains(call.text()) ? "granted" : "");
            } else {
                call(addon.addon(), granted, call);
            }
        };
    }

    @Override
    public void close() {
        calls.close();
    }

    private void call(String caller, Granted granted, Call call) throws OpRefused {
        String[] fields = call.text().split("\0", 5);
        if (fields.length < 5) {
            throw new OpRefused("addons.call: not a call");
        }
        if (!granted.names().contains(fields[0])) {
            throw new OpRefused("denied",
                    "addons.call: '" + fields[0] + "' may not be called: add it to 'addons: [name, …]'"
                            + " under addons." + caller + ".grants in annex.yaml");
        }
        calls.call(caller, new Asked(fields[0], fields[1], fields[2], fields[3], fields[4], call.op().equals(CALL)),
                call);
    }
}
