package io.annex.core.settings;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all services together let an operator say: what configuration is read
 * by, and the reference pages are made of. Immutable.
 *
 * @param limits
 *            of each add-on
 * @param grants
 *            what may be granted
 * @param settings
 *            for all add-ons together
 */
public record ServiceDeclarations(List<Limit> limits, List<ServiceGrant> grants, List<ServiceSetting> settings) {
    /** Of no service. */
    public static final ServiceDeclarations NONE = new ServiceDeclarations(List.of(), List.of(), List.of());

    public ServiceDeclarations {
        limits = List.copyOf(limits);
        grants = List.copyOf(grants);
        settings = List.copyOf(settings);
    }

    /** What a service has declared under that name, or {@code null}. */
    public @Nullable ServiceGrant grant(String name) {
        return grants.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
    }

    /**
     * Reads settings of services.
     *
     * @param texts
     *            values as people write them, by {@link ServiceSetting#path}
     * @throws IllegalArgumentException
     *             for an unknown key or a bad value, saying which and what was
     *             expected
     */
    public ServiceSettings read(Map<String, String> texts) {
        Map<String, ServiceSetting> known = new TreeMap<>();
        settings.forEach(each -> known.put(each.path(), each));
        texts.forEach((path, text) -> {
            ServiceSetting setting = known.get(path);
            if (setting == null) {
                throw new IllegalArgumentException(path + ": unknown (expected: "
                        + (known.isEmpty() ? "nothing" : "one of " + String.join(", ", known.keySet())) + ")");
            }
            setting.parse(text);
        });
        return new ServiceSettings(texts);
    }
}
