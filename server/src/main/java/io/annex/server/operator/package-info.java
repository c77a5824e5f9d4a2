/**
 * Who may do what an operator does over HTTP. Endpoints of the host that change
 * something, or show what not everybody may see, ask
 * {@link io.annex.server.operator.OperatorAccess} first.
 */
@NullMarked
package io.annex.server.operator;

import org.jspecify.annotations.NullMarked;
