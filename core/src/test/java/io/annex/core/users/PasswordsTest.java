package io.annex.core.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    @Test
    void everyByteOfALongPasswordCounts() {
        try (Passwords passwords = new Passwords()) {
            String hash = passwords.hash("x".repeat(100) + "a").join();
            assertThat(hash).startsWith("$2b$11$");
            assertThat(passwords.matches("x".repeat(100) + "a", hash).join()).isTrue();
            assertThat(passwords.matches("x".repeat(100) + "b", hash).join()).isFalse();
        }
    }

    @Test
    void nobodysPasswordNeverMatchesAndTakesAsLong() {
        try (Passwords passwords = new Passwords()) {
            String hash = passwords.hash("secret").join();
            passwords.matches("warm", null).join();
            long known = time(passwords, hash);
            long unknown = time(passwords, null);
            assertThat((double) unknown / known).isBetween(0.4, 2.5);
            assertThat(passwords.matches("nobody", null).join()).isFalse();
        }
    }

    /** The fastest of some, so that a busy machine does not count. */
    private static long time(Passwords passwords, String hash) {
        return IntStream.range(0, 5).mapToLong(i -> {
            long from = System.nanoTime();
            assertThat(passwords.matches("wrong", hash).join()).isFalse();
            return System.nanoTime() - from;
        }).min().orElseThrow();
    }

    @Test
    void aFloodIsRefusedInsteadOfKept() {
        List<CompletableFuture<Boolean>> all;
        try (Passwords passwords = new Passwords()) {
            all = IntStream.range(0, 300).mapToObj(i -> passwords.matches("x", null)).toList();
        }
        assertThat(all).filteredOn(CompletableFuture::isCompletedExceptionally).hasSizeGreaterThan(50)
                .allSatisfy(each -> assertThat(each.exceptionNow()).isInstanceOf(RejectedExecutionException.class));
    }
}
