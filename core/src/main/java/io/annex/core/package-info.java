/**
 * Add-ons and their versions, endpoints, dispatch, sessions, services. Knows no
 * socket and runs no script.
 *
 * <p>
 * Start reading at {@link io.annex.core.Annex}, which holds the parts together.
 * A request arrives at {@link io.annex.core.Dispatcher}; an add-on arrives at
 * {@link io.annex.core.Deployments}; what its code asks of the host, at
 * {@link io.annex.core.AddonHost}. What differs between authoring styles stands
 * behind {@link io.annex.core.Style}, with one package for each.
 */
@NullMarked
package io.annex.core;

import org.jspecify.annotations.NullMarked;
