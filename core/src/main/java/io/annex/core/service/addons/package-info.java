/**
 * Calls from one add-on to another. Start reading at
 * {@link io.annex.core.service.addons.AddonsService}; what takes a call to the
 * other add-on comes through {@link io.annex.core.service.addons.AddonCalls},
 * as services know nothing of requests.
 */
@NullMarked
package io.annex.core.service.addons;

import org.jspecify.annotations.NullMarked;
