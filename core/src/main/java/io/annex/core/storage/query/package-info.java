/**
 * The language in which add-ons ask for items: read, and told what is wrong
 * with it. It knows no database.
 *
 * <p>
 * Start reading at {@link io.annex.core.storage.query.QueryParser}, which has
 * the grammar, and makes a {@link io.annex.core.storage.query.Query} of a text.
 * {@link io.annex.core.storage.query.Words} says what a word is, for what is
 * asked and for what is kept.
 */
@NullMarked
package io.annex.core.storage.query;

import org.jspecify.annotations.NullMarked;
