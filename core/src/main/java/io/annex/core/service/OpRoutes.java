package io.annex.core.service;

import io.annex.core.settings.ServiceGrant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which service serves which op; the same for all add-ons. Immutable. */
final class OpRoutes {
    /** What metrics call ops that there are not. */
    private static final String UNKNOWN = "unknown";

    /**
     * @param index
     *            of the op among all
     * @param service
     *            index of the service among all
     * @param grant
     *            how to write what it needs; empty for nothing
     */
    record Route(int index, int service, ServiceOp op, String grant) {
    }

    private final Map<String, Route> byName = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    /**
     * @throws IllegalArgumentException
     *             when two services have a name, or an op, in common
     */
    OpRoutes(List<HostService> services) {
        Set<String> known = new HashSet<>();
        for (int i = 0; i < services.size(); i++) {
            HostService service = services.get(i);
            if (!known.add(service.name())) {
                throw new IllegalArgumentException("service " + service.name() + ": there are two of this name");
            }
            for (ServiceOp op : service.ops()) {
                Route route = new Route(names.size(), i, op, written(op.grant(), service.grants()));
                if (byName.putIfAbsent(op.name(), route) != null) {
                    throw new IllegalArgumentException(
                            "service " + service.name() + ": op " + op.name() + " belongs to another service");
                }
                names.add(op.name());
            }
        }
        names.add(UNKNOWN);
    }

    private static String written(String grant, List<ServiceGrant> declared) {
        return declared.stream().filter(each -> each.name().equals(grant)).map(each -> grant + ": " + each.form())
                .findFirst().orElse(grant.isEmpty() ? "" : grant + ": true");
    }

    @Nullable
    Route find(String op) {
        return byName.get(op);
    }

    /** Of all ops by their index, and behind them a word for all others. */
    List<String> names() {
        return names;
    }

    /** Index of what there is not. */
    int unknown() {
        return names.size() - 1;
    }
}
