package io.annex.core.jar;

import io.annex.api.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The variables of a jbackend request, as a module in Java sees them. */
final class JarInput implements Input {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ObjectNode variables;
    private final String body;
    private final ObjectNode changed = JSON.createObjectNode();
    private @Nullable JsonNode parsed;

    JarInput(ObjectNode variables, String body) {
        this.variables = variables;
        this.body = body;
    }

    private @Nullable JsonNode value(String name) {
        JsonNode own = variables.get(name);
        return own != null || body.isEmpty() ? own : parsed().get(name);
    }

    private JsonNode parsed() {
        JsonNode known = parsed;
        if (known == null) {
            try {
                known = JSON.readTree(body);
            } catch (JacksonException e) {
                known = JSON.createObjectNode();
            }
            parsed = known;
        }
        return known;
    }

    private Optional<String> text(String name) {
        JsonNode value = value(name);
        if (value == null || value.isNull() || !value.isValueNode()) {
            return Optional.empty();
        }
        return Optional.of(value.isBoolean() ? value.asBoolean() ? "1" : "0" : value.asString());
    }

    @Override
    public Optional<String> getString(String name) {
        return text(name).map(InputFilter::string);
    }

    @Override
    public OptionalLong getInt(String name) {
        return whole(text(name).map(InputFilter::integer));
    }

    @Override
    public OptionalLong getUint(String name) {
        return whole(text(name).map(InputFilter::unsigned));
    }

    private static OptionalLong whole(Optional<Long> number) {
        return number.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    @Override
    public OptionalDouble getFloat(String name) {
        return text(name).map(InputFilter::number).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    @Override
    public Optional<Boolean> getBool(String name) {
        return text(name).map(InputFilter::truth);
    }

    @Override
    public Optional<String> getCmd(String name) {
        return text(name).map(InputFilter.CMD::apply);
    }

    @Override
    public Optional<String> getWord(String name) {
        return text(name).map(InputFilter.WORD::apply);
    }

    @Override
    public Optional<String> getAlnum(String name) {
        return text(name).map(InputFilter.ALNUM::apply);
    }

    @Override
    public Optional<String> getBase64(String name) {
        return text(name).map(InputFilter.BASE64::apply);
    }

    @Override
    public Optional<String> getUsername(String name) {
        return text(name).map(InputFilter.USERNAME::apply);
    }

    @Override
    public Optional<String> getRaw(String name) {
        return text(name);
    }

    @Override
    public List<String> getList(String name) {
        JsonNode value = value(name);
        if (value == null || !value.isArray()) {
            return text(name).map(List::of).orElse(List.of());
        }
        List<String> texts = new ArrayList<>();
        value.forEach(each -> texts.add(each.asString("")));
        return texts;
    }

    @Override
    public boolean exists(String name) {
        return value(name) != null;
    }

    @Override
    public void set(String name, String value) {
        variables.put(name, value);
        changed.put(name, value);
    }

    @Override
    public void def(String name, String value) {
        if (!exists(name)) {
            set(name, value);
        }
    }

    @Override
    public Optional<String> json() {
        return body.isEmpty() ? Optional.empty() : Optional.of(body);
    }

    /** Which module the request is for, as it stands. */
    String module() {
        return text("module").orElse("");
    }

    /** What was set, as JSON; empty for nothing. */
    String changes() {
        return changed.isEmpty() ? "" : changed.toString();
    }
}
