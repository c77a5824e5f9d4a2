package io.annex.core.service;

import java.util.function.Function;

/**
 * How add-ons in Java see a service.
 *
 * @param type
 *            an interface of {@code io.annex.api}: of all else an add-on sees
 *            nothing
 * @param make
 *            makes it for one version of an add-on, over what calls the
 *            service's ops
 */
public record ServiceFace<T>(Class<T> type, Function<OpCaller, T> make) {
}
