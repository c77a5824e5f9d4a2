/**
 * The users that Annex keeps itself: their passwords, their logins, and the
 * module {@code user} of the jbackend style.
 *
 * <p>
 * Start reading at {@link io.annex.core.users.AccountActions}, which answers
 * requests by {@link io.annex.core.users.Users}. Hashing is done by
 * {@link io.annex.core.users.Passwords}, on threads of its own; nothing here
 * blocks its caller.
 */
@NullMarked
package io.annex.core.users;

import org.jspecify.annotations.NullMarked;
