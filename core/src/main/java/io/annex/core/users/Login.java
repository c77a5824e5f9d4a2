package io.annex.core.users;

/** What became of a login. */
public sealed interface Login {
    /** The user is who they say. */
    record Ok(User user) implements Login {
    }

    /** No such user, or another password; which of both is not said. */
    record Failed() implements Login {
    }

    /** The password is right, but the user is switched off. */
    record Disabled() implements Login {
    }
}
