/**
 * The endpoints of add-ons as an OpenAPI document. Start at
 * {@link io.annex.core.openapi.OpenApi}.
 */
@NullMarked
package io.annex.core.openapi;

import org.jspecify.annotations.NullMarked;
