package io.annex.core.service;

import io.annex.core.addon.Manifest;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.ServiceSettings;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What services know of a version. */
record OpenedVersion(String style, Manifest manifest, Path root, AddonSettings settings, ServiceSettings services,
        AddonLog log, Executor blocking, Supplier<Emitter> emitter) implements AddonScope {
    @Override
    public String addon() {
        return manifest.id();
    }

    @Override
    public void emit(String event, String json) {
        emitter.get().emitTo(addon(), event, json);
    }

    @Override
    public void emitToAll(String event, String json) {
        emitter.get().emitToAll(event, json, addon());
    }
}
