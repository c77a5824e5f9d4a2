package io.annex.core.addon;

import io.annex.core.http.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the add-ons of a style are found. */
public sealed interface MountPolicy {
    /** The mount of an add-on; decoded, no trailing slash. */
    String mount(String addon);

    /**
     * Each add-on has a mount of its own.
     *
     * @param prefix
     *            what stands before the add-on's name, e.g. {@code /rest-api/}
     */
    record Own(String prefix) implements MountPolicy {
        @Override
        public String mount(String addon) {
            return prefix + addon;
        }
    }

    /**
     * All add-ons of the style share one mount; a header of the request names the
     * add-on. What is asked of an add-on or endpoint that is not there is answered
     * as the style prescribes, also when no add-on of the style is deployed.
     *
     * @param path
     *            the mount, e.g. {@code /console/wb}
     * @param header
     *            name of the header in lower case; its value is compared as it is
     * @param fallback
     *            what to answer where nothing was found
     */
    record Shared(String path, String header, Fallback fallback) implements MountPolicy {
        @Override
        public String mount(String addon) {
            return path;
        }
    }

    /**
     * The add-ons of the style have no mount of their own: they answer together, at
     * paths that the operator has chosen, by a handler of the style.
     *
     * @param paths
     *            the mounts of all of them; decoded, no trailing slash
     */
    record Joint(List<String> paths) implements MountPolicy {
        @Override
        public String mount(String addon) {
            return "";
        }
    }

    /** Answers a request at a shared mount that no endpoint answers. */
    interface Fallback {
        /**
         * The answer.
         *
         * @param path
         *            the path below the mount, decoded; empty or beginning with a slash
         * @param addon
         *            the add-on that the request names, or {@code null} if it names
         *            none
         */
        Answer answer(String method, String path, @Nullable String addon);
    }
}
