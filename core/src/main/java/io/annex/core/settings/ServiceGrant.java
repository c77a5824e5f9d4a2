package io.annex.core.settings;

import io.annex.core.grant.Granted;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What a service lets an operator grant to add-ons:
 * {@code grants.<name>: true}, or a list of what is granted. Without a word
 * none has it.
 *
 * @param name
 *            the key below {@code grants}
 * @param form
 *            what to write there, e.g. {@code true} or {@code [name, …]}
 * @param meaning
 *            what an add-on may do with it, as one clause
 * @param check
 *            takes what is not empty; throws {@link IllegalArgumentException}
 *            with what was found and expected:
 *            {@code x (expected: the name of an add-on)}
 */
public record ServiceGrant(String name, String form, String meaning, Consumer<Granted> check) {
    private static final String FLAG = "true";

    /** One that is there or not. */
    public ServiceGrant(String name, String meaning) {
        this(name, FLAG, meaning, granted -> {
            if (!granted.equals(Granted.WHOLE)) {
                throw new IllegalArgumentException("a list (expected: true or false)");
            }
        });
    }

    /**
     * A list of names.
     *
     * @param form
     *            e.g. {@code [name, …]}
     * @param isName
     *            whether a text can be one
     * @param expected
     *            what a text is to be, e.g. {@code the name of an add-on}
     */
    public static ServiceGrant names(String name, String form, String meaning, Predicate<String> isName,
            String expected) {
        return new ServiceGrant(name, form, meaning, granted -> {
            if (granted.whole() || !granted.entries().isEmpty()) {
                throw new IllegalArgumentException(
                        (granted.whole() ? FLAG : "a mapping") + " (expected: " + form + ")");
            }
            for (String each : granted.names()) {
                if (!isName.test(each)) {
                    throw new IllegalArgumentException(each + " (expected: " + expected + ")");
                }
            }
        });
    }
}
