package io.annex.core;

/**
 * What an add-on answers: a method and a path template.
 *
 * @param index
 *            its place in the order of registration, by which the guest knows
 *            it
 * @param method
 *            upper-case HTTP method
 * @param template
 *            path below the mount, e.g. {@code /user/:id}
 * @param textBody
 *            whether a textual request body goes to the guest as text;
 *            otherwise all bodies are bytes
 */
public record Endpoint(int index, String method, String template, boolean textBody) {
}
