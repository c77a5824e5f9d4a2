/**
 * Add-ons, served. Knows no socket and runs no script; the packages below know
 * nothing of this one, which puts them together.
 *
 * <p>
 * Start reading at {@link io.annex.core.Annex}. A request arrives at
 * {@link io.annex.core.request.Dispatcher}; an add-on arrives at
 * {@link io.annex.core.deploy.Deployments}; what its code asks of the host, at
 * {@link io.annex.core.service.VersionHost}. What differs between authoring
 * styles stands behind {@link io.annex.core.addon.Style}, with one package for
 * each.
 */
@NullMarked
package io.annex.core;

import org.jspecify.annotations.NullMarked;
