package io.annex.core.users;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where users are kept. Thread-safe; nothing blocks. Every stage fails where
 * the database cannot be asked.
 */
public interface UserTable {
    /** Cannot be asked. */
    UserTable NONE = new UserTable() {
        private <T> CompletionStage<T> none() {
            return CompletableFuture.failedStage(new IOException("there is no database"));
        }

        @Override
        public CompletionStage<Optional<Stored>> byName(String username) {
            return none();
        }

        @Override
        public CompletionStage<Optional<User>> byId(long id) {
            return none();
        }

        @Override
        public CompletionStage<Added> add(NewUser user, String passwordHash) {
            return none();
        }
    };

    /** A user with the hash of the password. */
    record Stored(User user, String passwordHash) {
    }

    /** What became of a user who was to be added. */
    sealed interface Added {
        /** It was stored. */
        record Stored(User user) implements Added {
        }

        /** Someone has that name. */
        record UsernameTaken() implements Added {
        }

        /** Someone has that address. */
        record EmailTaken() implements Added {
        }
    }

    /** The user with that name, in whatever case it is written. */
    CompletionStage<Optional<Stored>> byName(String username);

    CompletionStage<Optional<User>> byId(long id);

    /** Completes when the user is stored for good. */
    CompletionStage<Added> add(NewUser user, String passwordHash);
}
