package io.annex.core.service.cache;

/** A key within a namespace of an add-on. */
record CacheKey(String namespace, String name) {
}
