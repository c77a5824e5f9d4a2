package io.annex.core.mount;

import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import io.annex.core.http.HeaderFields;
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

    /** Several add-ons answer together, by a handler of their style. */
    record Joint(String path) implements MountTarget {
        @Override
        public @Nullable Version version(HeaderFields headers) {
            return null;
        }
    }

    /** Add-ons by the value of a header; perhaps none. */
    record Many(MountPolicy.Shared policy, Map<String, Version> versions) implements MountTarget {
        @Override
        public @Nullable Version version(HeaderFields headers) {
            String addon = headers.first(policy.header());
            return addon == null ? null : versions.get(addon);
        }

        private Many with(Version version) {
            Map<String, Version> all = new HashMap<>(versions);
            all.put(version.addon(), version);
            return new Many(policy, Map.copyOf(all));
        }

        private Many without(Version version) {
            Map<String, Version> all = new HashMap<>(versions);
            all.remove(version.addon(), version);
            return new Many(policy, Map.copyOf(all));
        }
    }

    /** What is there with one more version. */
    static MountTarget with(@Nullable MountTarget before, Version version) {
        return switch (before) {
            case Many many -> many.with(version);
            case Joint joint -> joint;
            case One one -> new One(version);
            case null -> new One(version);
        };
    }

    /** What is there without a version, or {@code null} for nothing. */
    static @Nullable MountTarget without(MountTarget before, Version version) {
        return switch (before) {
            case Many many -> many.without(version);
            case Joint joint -> joint;
            case One one -> one.version() == version ? null : one;
        };
    }
}
