package io.annex.core.settings;

/**
 * What a service lets an operator grant to add-ons:
 * {@code grants.<name>: true}. Without a word none has it.
 *
 * @param name
 *            the key below {@code grants}
 * @param meaning
 *            what an add-on may do with it, as one clause
 */
public record ServiceGrant(String name, String meaning) {
}
