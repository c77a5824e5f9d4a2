package io.annex.core.service.settings;

import io.annex.api.Settings;
import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceFace;
import io.annex.core.service.ServiceOp;
import io.annex.core.settings.SettingResolver;
import io.annex.core.settings.SettingTable;
import io.annex.core.settings.SettingValues;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The settings of add-ons. A version has the values that there were when it was
 * loaded, in all of its workers and to its end; others make a new version.
 */
public final class SettingsService implements HostService {
    private static final String OWN = "settings.own";
    private static final String GLOBAL = "settings.global";
    private static final String VARIABLES = "settings.env";

    /** The add-ons that have asked for the settings of all. */
    private final Set<String> askedForGlobal = ConcurrentHashMap.newKeySet();

    private final SettingTable table;

    /**
     * @param table
     *            knows what was set of all add-ons
     */
    public SettingsService(SettingTable table) {
        this.table = table;
    }

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp(OWN, Mode.INLINE), new ServiceOp(GLOBAL, Mode.INLINE),
                new ServiceOp(VARIABLES, Mode.INLINE));
    }

    @Override
    public List<ServiceFace<?>> faces() {
        return List.of(new ServiceFace<>(Settings.class,
                ops -> new JavaSettings(() -> ops.call(OWN, ""), () -> ops.call(GLOBAL, ""))));
    }

    /**
     * Whether an add-on may be another when the settings of all change: not where
     * none of its versions has asked for them.
     */
    public boolean needsGlobal(String addon) {
        return askedForGlobal.contains(addon);
    }

    @Override
    public Scope open(AddonScope addon) {
        return new OfVersion(addon.addon(), addon.settings().values());
    }

    /** Those of all are looked up when they are first asked for, and then stay. */
    private final class OfVersion implements Scope {
        private final String addon;
        private final SettingValues values;
        private @Nullable String global;

        OfVersion(String addon, SettingValues values) {
            this.addon = addon;
            this.values = values;
        }

        @Override
        public void serve(Call call) throws IOException {
            switch (call.op()) {
                case OWN -> call.ok(values.json().toString());
                case VARIABLES -> call.ok(variables(values.variables()));
                default -> call.ok(global());
            }
        }

        private synchronized String global() throws IOException {
            String known = global;
            if (known == null) {
                // Before they are looked up, so that no change comes in between.
                askedForGlobal.add(addon);
                known = SettingValues.object(SettingResolver.global(table, values.configured())).toString();
                global = known;
            }
            return known;
        }
    }

    private static String variables(Map<String, String> variables) {
        var json = JsonNodeFactory.instance.objectNode();
        variables.forEach(json::put);
        return json.toString();
    }
}
