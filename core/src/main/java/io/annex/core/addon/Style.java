package io.annex.core.addon;

import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.SettingsSchema;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An authoring style: how its add-ons are recognised, described and mounted.
 * The guest library has a folder of the same name.
 */
public interface Style {
    /** The style's name, e.g. {@code restapp}. */
    String name();

    /**
     * Whether the folder looks like an add-on of this style; reads nothing but
     * names.
     */
    boolean recognises(Path root);

    /**
     * Reads the manifest of an add-on in {@code root}.
     *
     * @param sourceName
     *            name of the folder or archive that it came from, without the
     *            archive's extension
     */
    Manifest manifest(Path root, String sourceName) throws InvalidAddon;

    /** The settings that an add-on in {@code root} declares. */
    default SettingsSchema settings(Path root, Manifest manifest) throws InvalidAddon {
        return SettingFiles.declared(root, SettingFiles.ANNEX);
    }

    /** Variables of the environment that add-ons of this style have besides. */
    default Map<String, String> variables(Manifest manifest, AddonSettings settings) {
        return Map.of();
    }

    /**
     * JSON object for the style's guest side: what the manifest and the operator
     * say.
     */
    default String params(Manifest manifest, AddonSettings settings) {
        return manifest.params();
    }

    /**
     * Reads what only this style's programs declare; see {@link Declarations}.
     *
     * @param loaded
     *            what the guest says of a program that it has loaded, of which
     *            nothing may be believed
     */
    default Declarations declarations(JsonNode loaded) throws InvalidAddon {
        return Declarations.NONE;
    }

    /**
     * Whether a program of it, deployed as one of this style, may require the
     * packages that npm has installed for development ({@code devDependencies}).
     */
    default boolean usesDevelopmentPackages() {
        return false;
    }

    /** Where add-ons of this style are mounted. */
    MountPolicy mountPolicy();
}
