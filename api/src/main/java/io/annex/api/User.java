package io.annex.api;

/** A user who is logged in; names of persons and the address may be empty. */
public record User(long id, String username, String email, String firstname, String lastname) {
}
