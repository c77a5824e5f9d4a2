package io.annex.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The input variables of a request: what query, form, path and JSON body say,
 * and what modules have set. All are empty where the variable is absent, or is
 * a list or object.
 */
public interface Input {
    /** The text without tags. */
    Optional<String> getString(String name);

    /** The first integer in the text, 0 where it has none. */
    OptionalLong getInt(String name);

    /** The first integer in the text without its sign, 0 where it has none. */
    OptionalLong getUint(String name);

    /** The first number in the text, 0 where it has none. */
    OptionalDouble getFloat(String name);

    /**
     * Whether it is not empty, {@code 0}, {@code false}, {@code no} or {@code off}.
     */
    Optional<Boolean> getBool(String name);

    /** The letters, digits and {@code _ . -} of the text, without leading dots. */
    Optional<String> getCmd(String name);

    /** The letters and {@code _} of the text. */
    Optional<String> getWord(String name);

    /** The letters and digits of the text. */
    Optional<String> getAlnum(String name);

    /** The characters of the text that Base64 has. */
    Optional<String> getBase64(String name);

    /** The text without control characters and {@code < > " ' % &}. */
    Optional<String> getUsername(String name);

    /** The text as it was sent. */
    Optional<String> getRaw(String name);

    /**
     * The texts of a list ({@code name[]=a&name[]=b}), or the one text; empty where
     * absent.
     */
    List<String> getList(String name);

    boolean exists(String name);

    /** Sets a variable, for this module and those after it. */
    void set(String name, String value);

    /** Sets a variable that is absent. */
    void def(String name, String value);

    /** The text of the JSON body. */
    Optional<String> json();
}
