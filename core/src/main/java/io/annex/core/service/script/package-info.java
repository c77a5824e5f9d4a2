/**
 * The modules of add-ons and of the operator's packages, for the workers that
 * evaluate them. Start reading at
 * {@link io.annex.core.service.script.ScriptService}. A path never leads out of
 * the version's folder or the packages', and what one version's workers have
 * made of a script, no other finds.
 */
@NullMarked
package io.annex.core.service.script;

import org.jspecify.annotations.NullMarked;
