package io.annex.core.users;

/** Someone who is to become a {@link User}; the address may be empty. */
public record NewUser(String username, String email, String firstname, String lastname) {
}
