package io.annex.core.users;

/**
 * A user. Names of persons and the address may be empty.
 *
 * @param id
 *            number, 1 or more
 * @param username
 *            name to log in by, as it was written at registration; no two
 *            users' names differ in case alone
 * @param enabled
 *            whether the user may log in
 */
public record User(long id, String username, String email, String firstname, String lastname, boolean enabled) {
}
