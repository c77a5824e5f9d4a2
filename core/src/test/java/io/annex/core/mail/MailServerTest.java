package io.annex.core.mail;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.api.Mail;
import io.annex.testing.Waiting;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MailServerTest {
    private static final Mail MAIL = Mail.of("a@example.org", "subject", "text");

    /** It takes a mail when it is let. */
    private static final class Slow implements MailServer {
        final CountDownLatch begun = new CountDownLatch(FewAtATime.MOST);
        final CountDownLatch let = new CountDownLatch(1);

        @Override
        public void send(Mail mail) {
            begun.countDown();
            try {
                let.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean isAddress(String text) {
            return true;
        }

        @Override
        public String from() {
            return "";
        }
    }

    @Test
    void aServerThatIsSilentDoesNotHoldAllThreads() throws Exception {
        Slow slow = new Slow();
        MailServer server = new FewAtATime(slow);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<CompletableFuture<Void>> sent = Stream.generate(() -> CompletableFuture.runAsync(() -> {
                try {
                    server.send(MAIL);
                } catch (MailRefused e) {
                    throw new IllegalStateException(e);
                }
            }, threads)).limit(FewAtATime.MOST).toList();
            slow.begun.await();
            assertThatThrownBy(() -> server.send(MAIL)).isInstanceOf(MailRefused.class)
                    .hasMessageStartingWith("the mail server is slow: 64 mails are on their way to it");
            slow.let.countDown();
            Waiting.get("all", CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)));
            assertThatCode(() -> server.send(MAIL)).doesNotThrowAnyException();
        }
    }

    /**
     * A million of them, each of which would be read, or have a head of its own.
     */
    @Test
    void whatAreTooManyIsSaidBeforeAnyIsLookedAt() {
        List<String> none = List.of();
        Mail many = new Mail("", none, Collections.nCopies(1_000_000, "no address"), none, none, "s", "t", "",
                List.of());
        assertThatThrownBy(() -> MailCheck.check(many, MailServer.NONE, 1000))
                .hasMessage("1000000 recipients (expected: 1 to 50, one of them in 'to')");
        Mail files = new Mail("", none, List.of("a@example.org"), none, none, "s", "t", "",
                Collections.nCopies(101, new Mail.Attachment("a", "a/b", new byte[0])));
        assertThatThrownBy(() -> MailCheck.check(files, MailServer.NONE, 1000))
                .hasMessage("101 attachments (expected: at most 100)");
    }
}
