/**
 * What an operator lets an add-on have beyond itself: addresses that it may
 * call, and what its answers may say about its neighbours.
 *
 * <p>
 * Start reading at {@link io.annex.core.grant.Grants}, which decides. Whoever
 * connects asks it with the very address that is connected to: never assume
 * that a name leads to the same address twice.
 */
@NullMarked
package io.annex.core.grant;

import org.jspecify.annotations.NullMarked;
