package io.annex.core.service.module;

import io.annex.core.service.AddonScope;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceOp;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells guests which services of the embedding program are there, each of which
 * is a module that they may {@code require}: its functions are its ops.
 */
public final class ModuleService implements HostService {
    private static final String NAMES = "/io/annex/guest/module-names.txt";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,49}");
    private static final Pattern FUNCTION = Pattern.compile("(?!then$)[A-Za-z_][A-Za-z0-9_]{0,49}");

    private final String json;

    /**
     * @param services
     *            those of the embedding program
     * @throws IllegalArgumentException
     *             when one has a name that a module has, or an op that cannot be a
     *             function of it
     */
    public ModuleService(List<HostService> services) {
        Set<String> taken = services.isEmpty() ? Set.of() : taken();
        ObjectNode modules = JsonMapper.shared().createObjectNode();
        for (HostService service : services) {
            String name = service.name();
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("service " + name
                        + ": no name of a module (expected: a lower-case letter, then at most 49 of these, digits and hyphens)");
            }
            if (taken.contains(name)) {
                throw new IllegalArgumentException(
                        "service " + name + ": add-ons have a module of this name already (expected: another name)");
            }
            ObjectNode functions = modules.putObject(name);
            for (ServiceOp op : service.ops()) {
                String function = op.name().startsWith(name + '.') ? op.name().substring(name.length() + 1) : "";
                if (!FUNCTION.matcher(function).matches()) {
                    throw new IllegalArgumentException("service " + name + ": op " + op.name() + " (expected: " + name
                            + ". and the name of a function, which is not 'then')");
                }
                functions.put(function, !op.mode().isAtOnce());
            }
        }
        json = modules.toString();
    }

    /** What the guest library knows modules by. */
    private static Set<String> taken() {
        try (InputStream in = ModuleService.class.getResourceAsStream(NAMES)) {
            if (in == null) {
                throw new IllegalStateException("the names of modules " + NAMES + " are not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "modules";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("services", Mode.INLINE));
    }

    @Override
    public Scope open(AddonScope addon) {
        return call -> call.ok(json);
    }
}
