package io.annex.core.addon;

import io.annex.core.settings.AddonSettings;
import java.nio.file.Path;

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

    /**
     * JSON object for the style's guest side: what the manifest and the operator
     * say.
     */
    default String params(Manifest manifest, AddonSettings settings) {
        return manifest.params();
    }

    /** Where add-ons of this style are mounted. */
    MountPolicy mounting();
}
