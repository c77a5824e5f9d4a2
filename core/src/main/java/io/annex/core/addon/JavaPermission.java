package io.annex.core.addon;

/**
 * Whether the operator lets Java code into the server's process, whatever the
 * style of its add-on.
 */
public record JavaPermission(boolean granted) {
    /** Refuses a jar where it is not granted. */
    public void check(String jar) throws InvalidAddon {
        if (!granted) {
            throw new InvalidAddon(jar + ": add-ons in Java run in the server's own process and can do what it can"
                    + " (expected: java: true in annex.yaml, where the operator trusts them)");
        }
    }
}
