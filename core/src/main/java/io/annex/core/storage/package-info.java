/**
 * What add-ons store: rules for items, what of them can be found, and where
 * they are kept.
 *
 * <p>
 * Start reading at {@link io.annex.core.storage.StorageTable}, which a database
 * implements, and at {@link io.annex.core.storage.ItemRules}. An item is JSON,
 * always an object; of an author's data nothing may be believed before the
 * rules have seen it.
 */
@NullMarked
package io.annex.core.storage;

import org.jspecify.annotations.NullMarked;
