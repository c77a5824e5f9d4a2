/**
 * What the operator may do to a server that runs, and how it knows who that is.
 * Two ways lead here: HTTP below {@code /-/}, with the token
 * ({@link io.annex.server.operator.OperatorAccess}), and the commands, through
 * a socket in the data folder ({@link io.annex.server.operator.AdminSocket})
 * where who can open the file may ask. Both come to the same
 * {@link io.annex.server.operator.Administration}. Nothing of the body of a
 * request is read before its token was right.
 */
@NullMarked
package io.annex.server.operator;

import org.jspecify.annotations.NullMarked;
