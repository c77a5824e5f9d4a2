package io.annex.core.widget;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Style;
import io.annex.core.http.Answer;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.SettingValues;
import io.annex.engine.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code widget} style: a folder with {@code widget.js}, a
 * {@code backend.js} or {@code backend.ts}, or both. The folder's name is the
 * widget's id. All widgets share one mount; the header {@code widget-id} says
 * which of them a request is for, so that a page which does not know the id
 * cannot call it.
 */
public final class WidgetStyle implements Style {
    public static final String NAME = "widget";
    /** Where the services of all widgets are. */
    public static final String MOUNT = "/console/wb";
    /** The header that names the widget. */
    public static final String HEADER = "widget-id";

    private static final JsonMapper JSON = JsonMapper.shared();
    /** Names of the backend's file; the first that is there counts. */
    public static final List<String> ENTRIES = List.of("backend.js", "backend.ts");
    /** The setting that says how backends call their helpers. */
    public static final String HELPERS = "helpers";
    /** What the browser shows. */
    public static final String PAGE = "widget.js";
    private static final int VERSION_DIGITS = 8;
    private static final MountPolicy MOUNT_POLICY = new MountPolicy.Shared(MOUNT, HEADER, WidgetStyle::refusal);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean recognises(Path root) {
        return !Files.exists(root.resolve("manifest.json"))
                && (Files.isRegularFile(root.resolve(PAGE)) || !entry(root).isEmpty());
    }

    @Override
    public MountPolicy mountPolicy() {
        return MOUNT_POLICY;
    }

    /**
     * A widget has no manifest and no version: its version is taken from what its
     * scripts contain. The entry is empty where it has no backend.
     */
    @Override
    public Manifest manifest(Path root, String sourceName) throws InvalidAddon {
        if (sourceName.isBlank() || sourceName.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidAddon("the folder's name is the widget's id, and cannot be '" + sourceName + "'");
        }
        String info = JSON.createObjectNode().put("id", sourceName).put("name", sourceName).toString();
        return new Manifest(sourceName, version(root), entry(root), 0, info, "{}");
    }

    @Override
    public String params(Manifest manifest, AddonSettings settings) {
        ObjectNode params = JSON.createObjectNode();
        settings.packages().allowed().stream().sorted().forEach(params.putArray("modules")::add);
        helpers(settings.values()).ifPresent(how -> params.put("helpers", how));
        return params.toString();
    }

    /** How backends call their helpers: the widget's setting, or the one of all. */
    private static Optional<String> helpers(SettingValues values) {
        SettingValues.Value own = values.own().get(HELPERS);
        JsonNode value = own == null ? values.configured().global().get(HELPERS) : own.json();
        return value == null || !value.isString() ? Optional.empty() : Optional.of(value.asString());
    }

    private static String entry(Path root) {
        return ENTRIES.stream().filter(name -> Files.isRegularFile(root.resolve(name))).findFirst()
                .map(name -> "/" + name).orElse("");
    }

    private static String version(Path root) throws InvalidAddon {
        try {
            MessageDigest digest = Sha256.begin();
            for (String name : List.of(ENTRIES.getFirst(), ENTRIES.getLast(), PAGE)) {
                Path file = root.resolve(name);
                if (Files.isRegularFile(file)) {
                    digest.update(Files.readAllBytes(file));
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
        } catch (IOException e) {
            throw new InvalidAddon("cannot be read: " + e.getMessage(), e);
        }
    }

    private static Answer refusal(String method, String path, @Nullable String widget) {
        int end = path.indexOf('/', 1);
        String service = path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
        String message = widget == null
                ? "No script can be found: the header '" + HEADER + "' is missing (expected: the id of the widget)"
                : "No script for service " + service.toUpperCase(Locale.ROOT) + " for method " + method + " for widget "
                        + widget;
        return new Answer.Text(404, List.of("content-type", "application/json; charset=utf-8"),
                JSON.createObjectNode().put("message", message).toString());
    }
}
