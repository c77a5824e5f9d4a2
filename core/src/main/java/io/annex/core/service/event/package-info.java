/**
 * What add-ons tell each other of. Start reading at
 * {@link io.annex.core.service.event.EventService}; how an event comes to those
 * who listen is told in {@code io.annex.core.message}. Nothing here waits, and
 * nobody who emits learns who has heard.
 */
@NullMarked
package io.annex.core.service.event;

import org.jspecify.annotations.NullMarked;
