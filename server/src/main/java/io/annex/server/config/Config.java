package io.annex.server.config;

import io.annex.core.jbackend.JbackendSettings;
import io.annex.core.outbound.ManagerAddress;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.ServiceSettings;
import io.annex.engine.cell.CellBounds;
import io.annex.server.database.DatabaseOptions;
import io.annex.server.http.EdgeOptions;
import io.annex.server.mail.MailOptions;
import io.annex.server.operator.OperatorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;

/**
 * Everything that an operator can set, with defaults for what was not.
 *
 * @param edge
 *            where to listen, and what the edge bounds
 * @param data
 *            folder for what is kept
 * @param logJson
 *            logs as JSON lines instead of for people
 * @param watch
 *            whether changed add-ons are deployed
 * @param grace
 *            how long requests are still taken after the server was told to end
 * @param drain
 *            how long open requests may then take
 * @param sessionIdle
 *            how long a session is kept without being used
 * @param sessionWrite
 *            how long an answer waits for its session's change to be written;
 *            zero for not at all
 * @param docs
 *            whether the endpoints are described at {@code /-/docs}
 * @param database
 *            where sessions, keys, users and the trace are kept
 * @param traceKeep
 *            how long rows of the trace are kept
 * @param manager
 *            what the manager helper calls
 * @param widgetsOpen
 *            whether everybody may call widgets' services; otherwise those whom
 *            the manager knows
 * @param mail
 *            the mail server
 * @param operator
 *            what the operator may do over HTTP
 * @param jbackend
 *            the endpoints and modules of the jbackend style
 * @param java
 *            whether add-ons in Java are loaded
 * @param cells
 *            what all cells together may take
 * @param publicPath
 *            what a proxy puts before all paths; empty for nothing
 * @param timezone
 *            whose clock timers follow
 * @param secretsKey
 *            what secret settings are encrypted with; empty for none
 * @param services
 *            what is set of the services for all add-ons together
 * @param addons
 *            settings of all add-ons ({@code ""}) and of single ones by name
 */
public record Config(EdgeOptions edge, Path data, boolean logJson, boolean watch, Duration grace, Duration drain,
        Duration sessionIdle, Duration sessionWrite, boolean docs, DatabaseOptions database, Duration traceKeep,
        ManagerAddress manager, boolean widgetsOpen, MailOptions mail, OperatorSettings operator,
        JbackendSettings jbackend, boolean java, CellBounds cells, String publicPath, ZoneId timezone,
        String secretsKey, ServiceSettings services, Map<String, AddonSettings> addons) {

    /** The settings of an add-on: its own, or those of all. */
    public AddonSettings addon(String name) {
        AddonSettings own = addons.get(name);
        return own != null ? own : addons.getOrDefault("", AddonSettings.DEFAULTS);
    }
}
