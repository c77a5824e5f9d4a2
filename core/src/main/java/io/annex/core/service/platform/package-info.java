/**
 * What every platform has for code: randomness, and who it is. Start reading at
 * {@link io.annex.core.service.platform.PlatformService}. Nothing here waits.
 */
@NullMarked
package io.annex.core.service.platform;

import org.jspecify.annotations.NullMarked;
