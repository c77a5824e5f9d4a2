/**
 * The endpoints of all add-ons, described: the OpenAPI document and a page that
 * shows it.
 */
@NullMarked
package io.annex.server.docs;

import org.jspecify.annotations.NullMarked;
