/**
 * What add-ons store for good. Start reading at
 * {@link io.annex.core.service.storage.StorageService}. A store is reached by
 * its name within the add-on that calls, never by what a message says of an
 * add-on.
 */
@NullMarked
package io.annex.core.service.storage;

import org.jspecify.annotations.NullMarked;
