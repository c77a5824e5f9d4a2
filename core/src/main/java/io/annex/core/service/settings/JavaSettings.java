package io.annex.core.service.settings;

import io.annex.api.Settings;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The settings as add-ons in Java see them. Thread-safe. */
final class JavaSettings implements Settings {
    private final Supplier<String> own;
    private final Supplier<String> ofAll;
    private volatile @Nullable JsonNode values;

    JavaSettings(Supplier<String> own, Supplier<String> ofAll) {
        this.own = own;
        this.ofAll = ofAll;
    }

    private JsonNode values() {
        JsonNode known = values;
        if (known == null) {
            known = JsonMapper.shared().readTree(own.get());
            values = known;
        }
        return known;
    }

    @Override
    public Optional<String> get(String key) {
        JsonNode value = values().get(key);
        return value == null ? Optional.empty() : Optional.of(value.isString() ? value.asString() : value.toString());
    }

    @Override
    public String json() {
        return values().toString();
    }

    @Override
    public Settings global() {
        return new JavaSettings(ofAll, ofAll);
    }
}
