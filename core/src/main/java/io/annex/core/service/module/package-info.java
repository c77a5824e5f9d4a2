/**
 * Services of the program that Annex is part of, as modules of add-ons. Start
 * reading at {@link io.annex.core.service.module.ModuleService}; the guest's
 * side is {@code services/modules.ts}.
 */
@NullMarked
package io.annex.core.service.module;

import org.jspecify.annotations.NullMarked;
