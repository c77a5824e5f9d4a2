package io.annex.core.settings;

import java.util.Map;

/**
 * The values of services' settings: the defaults, with what was configured on
 * top. Immutable.
 *
 * @param texts
 *            values as people write them, by {@link ServiceSetting#path}; they
 *            have been read before, so that they are good
 */
public record ServiceSettings(Map<String, String> texts) {
    /** All defaults. */
    public static final ServiceSettings DEFAULTS = new ServiceSettings(Map.of());

    public ServiceSettings {
        texts = Map.copyOf(texts);
    }

    /** Bytes, nanoseconds or a count. */
    public long number(ServiceSetting setting) {
        return (Long) setting.parse(text(setting));
    }

    public String text(ServiceSetting setting) {
        return texts.getOrDefault(setting.path(), setting.defaultText());
    }
}
