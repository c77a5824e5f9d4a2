package io.annex.server.config;

import io.annex.core.AddonSettings;
import io.annex.core.outbound.ManagerAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an operator can set, with defaults for what was not.
 *
 * @param host
 *            address to listen on
 * @param port
 *            port to listen on; 0 takes a free one
 * @param data
 *            folder for what is kept
 * @param logJson
 *            logs as JSON lines instead of for people
 * @param tlsCertificate
 *            PEM file of the certificate chain, or {@code null}
 * @param tlsKey
 *            PEM file of the key, or {@code null}
 * @param watch
 *            whether changed add-ons are deployed
 * @param trustedProxies
 *            addresses whose forwarded headers count
 * @param drain
 *            how long open requests may take at shutdown
 * @param sessionIdle
 *            how long a session is kept without being used
 * @param manager
 *            what the manager helper calls
 * @param addons
 *            settings of all add-ons ({@code ""}) and of single ones by name
 */
public record Config(String host, int port, Path data, boolean logJson, @Nullable Path tlsCertificate,
        @Nullable Path tlsKey, boolean watch, Set<String> trustedProxies, Duration drain, Duration sessionIdle,
        ManagerAddress manager, Map<String, AddonSettings> addons) {

    /** The settings of an add-on: its own, or those of all. */
    public AddonSettings addon(String name) {
        AddonSettings own = addons.get(name);
        return own != null ? own : addons.getOrDefault("", AddonSettings.DEFAULTS);
    }
}
