package io.annex.core.mount;

import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import io.annex.core.http.HeaderFields;
import io.annex.core.jbackend.JbackendEndpoint;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What serves at a mount. Immutable. */
public sealed interface MountTarget {
    /** The version that a request with these headers is for, or {@code null}. */
    @Nullable
    Version version(HeaderFields headers);

    /** One add-on. */
    record One(Version version) implements MountTarget {
        @Override
        public Version version(HeaderFields headers) {
            return version;
        }
    }

    /** An endpoint at which modules answer together. */
    record Modules(JbackendEndpoint endpoint) implements MountTarget {
        @Override
        public @Nullable Version version(HeaderFields headers) {
            return null;
        }
    }

    /** Add-ons by the value of a header; perhaps none. */
    record Many(MountPolicy.Shared mounting, Map<String, Version> versions) implements MountTarget {
        @Override
        public @Nullable Version version(HeaderFields headers) {
            String addon = headers.first(mounting.header());
            return addon == null ? null : versions.get(addon);
        }

        public Many with(Version version) {
            Map<String, Version> all = new HashMap<>(versions);
            all.put(version.addon(), version);
            return new Many(mounting, Map.copyOf(all));
        }

        public Many without(Version version) {
            Map<String, Version> all = new HashMap<>(versions);
            all.remove(version.addon(), version);
            return new Many(mounting, Map.copyOf(all));
        }
    }
}
