package io.annex.core.service.script;

import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceOp;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.ServiceGrant;
import java.io.IOException;
import java.util.List;

/**
 * The modules of a version and of the operator's packages, and what workers
 * have made of them.
 */
public final class ScriptService implements HostService {
    private static final ServiceGrant WEB_ASSEMBLY = new ServiceGrant(AddonSettings.WEB_ASSEMBLY,
            "its code has `WebAssembly`, whose memory `limits.resident` bounds; not with `isolation: thread`");

    private final ScriptCache cache = new ScriptCache();

    @Override
    public String name() {
        return "scripts";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("source", Mode.BLOCKING), new ServiceOp("stat", Mode.BLOCKING),
                new ServiceOp("own.stat", Mode.BLOCKING), new ServiceOp("own.list", Mode.BLOCKING),
                new ServiceOp("own.bytes", Mode.BLOCKING), new ServiceOp("script", Mode.BLOCKING),
                new ServiceOp("script.keep", Mode.INLINE), new ServiceOp("package.source", Mode.BLOCKING),
                new ServiceOp("package.stat", Mode.BLOCKING), new ServiceOp("package.script", Mode.BLOCKING),
                new ServiceOp("package.script.keep", Mode.INLINE));
    }

    @Override
    public List<ServiceGrant> grants() {
        return List.of(WEB_ASSEMBLY);
    }

    @Override
    public Scope open(AddonScope addon) {
        return new Scripts(new AddonSources(addon.root()), new AddonSources(
                addon.settings().packages().folder().toAbsolutePath().normalize().resolve("node_modules")));
    }

    private final class Scripts implements Scope {
        private final AddonSources own;
        private final AddonSources packages;

        Scripts(AddonSources own, AddonSources packages) {
            this.own = own;
            this.packages = packages;
        }

        @Override
        public void serve(Call call) throws OpRefused, IOException {
            String text = call.text();
            switch (call.op()) {
                case "source" -> call.ok(own.text(text));
                case "stat" -> call.ok(own.stat(text));
                case "own.stat" -> call.ok(own.describe(text));
                case "own.list" -> call.ok(own.list(text));
                case "own.bytes" -> call.ok(own.part(text));
                case "script" -> call.ok(cache.find(this, "own ", own, text));
                case "package.source" -> call.ok(packages.text(text));
                case "package.stat" -> call.ok(packages.stat(text));
                case "package.script" -> call.ok(cache.find(this, "package ", packages, text));
                default -> {
                    cache.keep(this, call.op().equals("script.keep") ? "own " : "package ", text);
                    call.ok("");
                }
            }
        }

        @Override
        public void close() {
            cache.forget(this);
        }
    }
}
