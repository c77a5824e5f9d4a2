package io.annex.core.service.cache;

import io.annex.core.service.ExchangeScope;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question to the cache.
 *
 * @param on
 *            tokens of the productions on whose behalf it is asked
 * @param exchange
 *            the exchange in which it is asked; {@code null} for none
 */
record Question(CacheKey key, Set<Long> on, @Nullable ExchangeScope exchange) {
}
