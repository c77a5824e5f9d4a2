/**
 * Outbound calls, as add-ons' code makes them over the port of
 * {@code io.annex.core.outbound}. Start reading at
 * {@link io.annex.core.service.outbound.OutboundService}. Sizes and names are
 * the guest's word, and counted and looked up here.
 */
@NullMarked
package io.annex.core.service.outbound;

import org.jspecify.annotations.NullMarked;
