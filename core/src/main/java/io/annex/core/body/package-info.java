/**
 * What request bodies are made of: multipart forms, content codings, charsets.
 *
 * <p>
 * Everything here is fed with bytes as they come and knows neither a socket nor
 * a thread, so it can be tested byte by byte. Begin with {@link FormReader} and
 * the {@link MultipartParser} below it; {@code docs/design/bodies.md} says why
 * that one is our own. What a client sends decides nothing here but within a
 * bound.
 */
@NullMarked
package io.annex.core.body;

import org.jspecify.annotations.NullMarked;
