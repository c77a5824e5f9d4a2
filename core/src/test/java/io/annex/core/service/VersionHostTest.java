package io.annex.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.Manifest;
import io.annex.core.addon.OpObserver;
import io.annex.core.addon.OpOutcome;
import io.annex.core.addon.Origin;
import io.annex.core.addon.Version;
import io.annex.core.addon.VersionObserver;
import io.annex.core.grant.AnswerGrants;
import io.annex.core.grant.Granted;
import io.annex.core.grant.Grants;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limits;
import io.annex.core.settings.Packages;
import io.annex.core.settings.ServiceSettings;
import io.annex.engine.Op;
import io.annex.engine.OpReply;
import io.annex.engine.Placement;
import io.annex.engine.StopReason;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Where ops are served, what they are refused for, and that all are counted.
 */
class VersionHostTest {
    private static final Path ROOT = Path.of("version");
    private static final Manifest MANIFEST = new Manifest("app", "1", "/index.js", 0, "{}", "{}");

    private final CountDownLatch held = new CountDownLatch(1);
    private final List<Call> begun = new CopyOnWriteArrayList<>();
    private final List<String> cancelled = new CopyOnWriteArrayList<>();
    private final List<String> counted = new CopyOnWriteArrayList<>();
    private int closed;
    private boolean breaksAtItsEnd;

    /** Has an op of each mode; answers with the thread that serves. */
    private final class Probe implements HostService, Scope {
        @Override
        public String name() {
            return "probe";
        }

        @Override
        public List<ServiceOp> ops() {
            return List.of(new ServiceOp("inline", Mode.INLINE), new ServiceOp("blocking", Mode.BLOCKING),
                    new ServiceOp("async", Mode.ASYNC), new ServiceOp("both", Mode.INLINE),
                    new ServiceOp("granted", Mode.INLINE, "probing"), new ServiceOp("refuses", Mode.INLINE),
                    new ServiceOp("breaks", Mode.BLOCKING), new ServiceOp("waits", Mode.BLOCKING),
                    new ServiceOp("never", Mode.ASYNC), new ServiceOp("null", Mode.INLINE),
                    new ServiceOp("null code", Mode.INLINE), new ServiceOp("number", Mode.INLINE),
                    new ServiceOp("undeclared", Mode.BLOCKING), new ServiceOp("twice", Mode.ASYNC),
                    new ServiceOp("ends", Mode.ENDING));
        }

        @Override
        public Scope open(AddonScope addon) {
            return this;
        }

        @Override
        public void serve(Call call) throws OpRefused, IOException {
            switch (call.op()) {
                case "async" -> {
                    begun.add(call);
                    call.onCancel(() -> cancelled.add(call.text()));
                    return;
                }
                case "both" -> {
                    call.blocking(() -> call.ok(Thread.currentThread().getName()));
                    return;
                }
                case "never" -> {
                    begun.add(call);
                    return;
                }
                case "twice" -> {
                    call.onCancel(() -> cancelled.add("one"));
                    call.onCancel(() -> cancelled.add("two"));
                    return;
                }
                case "null" -> call.ok(nothing());
                case "null code" -> call.fail(nothing(), nothing());
                case "number" -> Integer.parseInt(call.text());
                case "undeclared" -> throw VersionHostTest.<RuntimeException>undeclared();
                case "refuses" -> throw new OpRefused("no", "not today");
                case "breaks" -> throw new IOException("/secret/path");
                case "waits" -> {
                    try {
                        held.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    call.ok("");
                }
                default -> call.ok(Thread.currentThread().getName());
            }
            call.ok("again");
        }

        @Override
        public void close() {
            closed++;
            if (breaksAtItsEnd) {
                throw new IllegalStateException("at its end");
            }
        }
    }

    /** As from a language that does not know better. */
    @SuppressWarnings("NullAway")
    private static String nothing() {
        return null;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> E undeclared() throws E {
        throw (E) new InterruptedException("nobody has declared it");
    }

    private final HostServices services = new HostServices(List.of(new Probe()), ServiceSettings.DEFAULTS,
            new ExchangeObserver() {
                @Override
                public VersionObserver serves(Version version) {
                    return VersionObserver.NONE;
                }

                @Override
                public void breach(String addon, StopReason reason) {
                }

                @Override
                public void dropped(String addon, Origin origin) {
                }

                @Override
                public OpObserver ops(String addon, List<String> names) {
                    return new OpObserver() {
                        @Override
                        public void done(int op, OpOutcome outcome, long nanos) {
                            counted.add(names.get(op) + ' ' + outcome.code());
                        }

                        @Override
                        public void close() {
                            counted.add("closed");
                        }
                    };
                }
            });

    private VersionHost host(String limits, String... grants) throws InvalidAddon {
        return services.open("restapp", MANIFEST, ROOT, settings(limits, grants));
    }

    private static AddonSettings settings(String limits, String... grants) {
        String[] limit = limits.split(" ");
        return new AddonSettings(limits.isEmpty() ? Limits.DEFAULTS : Limits.DEFAULTS.with(Map.of(limit[0], limit[1])),
                Set.of(), Placement.OWN_CELL, Packages.DEFAULTS, new Grants(List.of(), List.of(), AnswerGrants.NONE,
                        Stream.of(grants).collect(Collectors.toMap(each -> each, each -> Granted.WHOLE))));
    }

    private static CompletableFuture<String> call(VersionHost host, String op, String text, boolean waits) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        host.op(new Op(op, text, null, null, waits), new OpReply() {
            @Override
            public void ok(String said) {
                assertThat(answer.complete(said)).describedAs("one answer alone").isTrue();
            }

            @Override
            public void ok(byte[] bytes) {
                ok("bytes");
            }

            @Override
            public void ok(String said, byte[] bytes) {
                ok(said);
            }

            @Override
            public void fail(String message) {
                ok("! " + message.replace('\0', '/'));
            }
        });
        return answer;
    }

    @AfterEach
    void end() {
        held.countDown();
        services.close(ROOT);
        services.close();
    }

    @Test
    void anOpIsServedWhereItsModeSays() throws InvalidAddon {
        VersionHost host = host("");
        String here = Thread.currentThread().getName();
        for (boolean waits : new boolean[]{true, false}) {
            assertThat(call(host, "inline", "", waits)).isCompletedWithValue(here);
            String where = waits ? here : "annex-ops-";
            assertThat(call(host, "blocking", "", waits).join()).startsWith(where);
            assertThat(call(host, "both", "", waits).join()).startsWith(where);
        }
    }

    @Test
    void whatIsAnsweredTwiceIsAnsweredOnce() throws InvalidAddon {
        assertThat(call(host(""), "inline", "", true)).isCompleted();
        assertThat(counted).containsExactly("inline ok");
    }

    @Test
    void aNameThatThereIsNotIsCountedUnderOneWord() throws InvalidAddon {
        VersionHost host = host("");
        assertThat(call(host, "x1", "", true).join()).isEqualTo("! There is no host service 'x1'");
        assertThat(call(host, "x2", "", false).join()).isEqualTo("! There is no host service 'x2'");
        assertThat(counted).containsExactly("unknown unknown", "unknown unknown");
    }

    @Test
    void whatIsNotGrantedIsDenied() throws InvalidAddon {
        assertThat(call(host(""), "granted", "", true).join())
                .isEqualTo("! denied/granted: not granted: add 'probing: true' under addons.app.grants in annex.yaml");
        services.close(ROOT);
        assertThat(call(host("", "probing"), "granted", "", true).join()).doesNotStartWith("!");
        assertThat(counted).containsExactly("granted denied", "closed", "granted ok");
    }

    @Test
    void whatAServiceThrowsFailsItsCallAlone() throws InvalidAddon {
        VersionHost host = host("");
        assertThat(call(host, "refuses", "", true).join()).isEqualTo("! no/not today");
        assertThat(call(host, "breaks", "", false).join()).isEqualTo("! The host service 'breaks' failed");
        assertThat(counted).containsExactly("refuses failed", "breaks error");
    }

    @Test
    void theOpsOfASecondAreBounded() throws InvalidAddon {
        VersionHost host = host("ops 3");
        Waiting.until("a fourth within a second is refused",
                () -> call(host, "inline", "", true).join().contains("limits.ops"));
        Waiting.until("names that there are not count too",
                () -> call(host, "x", "", true).join().contains("limits.ops"));
        Waiting.until("what ends something is refused at last",
                () -> call(host, "ends", "", true).join().contains("limits.ops"));
        Waiting.until("the next second has others", () -> !call(host, "inline", "", true).join().startsWith("!"));
    }

    @Test
    void theOpsInFlightAreBounded() throws InvalidAddon {
        VersionHost host = host("opsInFlight 2");
        CompletableFuture<String> first = call(host, "waits", "", false);
        CompletableFuture<String> second = call(host, "waits", "", false);
        assertThat(call(host, "inline", "", true).join())
                .startsWith("! limit/2 calls of host services are not answered yet (limits.opsInFlight)");
        assertThat(call(host, "ends", "", true).join()).doesNotStartWith("!");
        held.countDown();
        first.join();
        second.join();
        assertThat(call(host, "inline", "", true).join()).doesNotStartWith("!");
    }

    @Test
    void theBytesInFlightAreBounded() throws InvalidAddon {
        VersionHost host = host("opBytes 10");
        call(host, "waits", "123456", false);
        assertThat(call(host, "inline", "12345", true).join()).contains("limits.opBytes");
        assertThat(call(host, "ends", "12345", true).join()).doesNotStartWith("!");
        assertThat(call(host, "inline", "1234", true).join()).doesNotStartWith("!");
        assertThat(call(host, "inline", "12345678901", true).join()).contains("limits.opBytes");
    }

    @Test
    void aVersionThatGoesCancelsWhatIsNotAnswered() throws InvalidAddon {
        VersionHost host = host("");
        CompletableFuture<String> answered = call(host, "async", "a", false);
        CompletableFuture<String> open = call(host, "async", "b", false);
        begun.getFirst().ok("now");
        assertThat(answered).isCompletedWithValue("now");
        services.close(ROOT);
        assertThat(open.join()).isEqualTo("! cancelled/nobody waits for it any more");
        assertThat(cancelled).containsExactly("b");
        begun.getLast().ok("too late");
        assertThat(closed).isEqualTo(1);
        assertThat(counted).containsExactly("async ok", "async cancelled", "closed");
    }

    @Test
    void whatIsNeverAnsweredEndsWithItsVersionAndIsNotInFlightAnyMore() throws InvalidAddon {
        VersionHost before = host("opsInFlight 3");
        CompletableFuture<String> never = call(before, "never", "", false);
        CompletableFuture<String> held = call(before, "waits", "", false);
        VersionHost next = services.open("restapp", MANIFEST, Path.of("next"), settings("opsInFlight 3"));
        services.close(ROOT);
        assertThat(never.join()).isEqualTo("! cancelled/nobody waits for it any more");
        assertThat(held.join()).isEqualTo("! cancelled/nobody waits for it any more");
        for (int i = 0; i < 3; i++) {
            assertThat(call(next, "never", "", false)).isNotDone();
        }
        services.close(Path.of("next"));
    }

    @Test
    void whatWaitsForAThreadIsNotServedAfterTheEndOfItsVersion() throws InvalidAddon {
        VersionHost host = host("");
        for (int i = 0; i < 16; i++) {
            call(host, "waits", "", false);
        }
        CompletableFuture<String> queued = call(host, "blocking", "", false);
        services.close(ROOT);
        assertThat(queued.join()).startsWith("! cancelled/");
        assertThat(call(host, "inline", "", true).join()).startsWith("! cancelled/");
        assertThat(counted).doesNotContain("inline ok", "blocking ok");
    }

    /** Who answers may be an event loop. */
    @Test
    void codeInJavaGoesOnWithAnAnswerOnThreadsOfItsOwn() throws InvalidAddon {
        OpCaller caller = new OpCaller(host(""), () -> null);
        CompletableFuture<String> goesOn = caller.callLater("async", "x")
                .thenApply(said -> said + Thread.currentThread().getName()).toCompletableFuture();
        begun.getFirst().ok("answered on ");
        assertThat(goesOn.join()).startsWith("answered on annex-ops-");
    }

    @Test
    void allThatACallIsToDoWhenItIsCancelledIsDone() throws InvalidAddon {
        VersionHost host = host("");
        CompletableFuture<String> call = call(host, "twice", "", false);
        services.close(ROOT);
        assertThat(call.join()).startsWith("! cancelled/");
        assertThat(cancelled).containsExactly("one", "two");
    }

    @Test
    void whoCallsHasAnAnswerWhateverTheServiceDoes() throws InvalidAddon {
        VersionHost host = host("");
        assertThat(call(host, "null", "", true).join()).isEqualTo("! The host service 'null' failed");
        assertThat(call(host, "null code", "", true).join()).isEqualTo("! null");
        assertThat(call(host, "undeclared", "", true).join()).isEqualTo("! The host service 'undeclared' failed");
        assertThat(call(host, "undeclared", "", false).join()).isEqualTo("! The host service 'undeclared' failed");
    }

    @Test
    void anAnswerThatCannotBeDeliveredIsAFailure() throws InvalidAddon {
        CompletableFuture<String> said = new CompletableFuture<>();
        host("").op(new Op("inline", "", null, null, false), new OpReply() {
            @Override
            public void ok(String text) {
                throw new OutOfMemoryError("as text that is encoded");
            }

            @Override
            public void ok(byte[] bytes) {
                ok("");
            }

            @Override
            public void ok(String text, byte[] bytes) {
                ok("");
            }

            @Override
            public void fail(String message) {
                said.complete(message);
            }
        });
        assertThat(said).isCompletedWithValue("The host service 'inline' failed");
    }

    @Test
    void whatAGuestSaysIsNotRepeatedAtItsFullLength() throws InvalidAddon {
        VersionHost host = host("");
        assertThat(call(host, "x".repeat(1_000_000), "", true).join()).hasSizeLessThan(200);
        Logger logger = (Logger) LoggerFactory.getLogger("annex.addon.app");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            call(host, "number", "9".repeat(5000), true).join();
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list).singleElement().satisfies(
                line -> assertThat(line.getFormattedMessage()).contains("'number' failed").hasSizeLessThan(1200));
    }

    @Test
    void aServiceThatBreaksAtItsEndKeepsNothingElseFromEnding() throws InvalidAddon {
        breaksAtItsEnd = true;
        host("");
        services.close(ROOT);
        assertThat(counted).containsExactly("closed");
    }

    @Test
    void twoServicesOfOneNameAreRefused() throws InvalidAddon {
        assertThatThrownBy(() -> new HostServices(List.of(new Probe(), new Probe()), ServiceSettings.DEFAULTS,
                ExchangeObserver.NONE)).hasMessage("service probe: there are two of this name");
    }

    @Test
    void aServiceThatCannotBeOpenedOrClosedHarmsItsVersionAlone() throws InvalidAddon {
        AtomicBoolean opens = new AtomicBoolean();
        HostService fragile = new HostService() {
            @Override
            public String name() {
                return "fragile";
            }

            @Override
            public List<ServiceOp> ops() {
                return List.of();
            }

            @Override
            public Scope open(AddonScope addon) {
                if (!opens.get()) {
                    throw new IllegalStateException("no disk");
                }
                return new Scope() {
                    @Override
                    public void serve(Call call) {
                        call.ok("");
                    }

                    @Override
                    public void close() {
                        throw new IllegalStateException("stuck");
                    }
                };
            }
        };
        try (HostServices both = new HostServices(List.of(fragile, new Probe()), ServiceSettings.DEFAULTS,
                ExchangeObserver.NONE)) {
            assertThatThrownBy(() -> both.open("restapp", MANIFEST, ROOT, AddonSettings.DEFAULTS))
                    .isInstanceOf(InvalidAddon.class)
                    .hasMessageStartingWith("the host service 'fragile' could not be opened for it: ");
            both.close(ROOT);
            opens.set(true);
            both.open("restapp", MANIFEST, ROOT, AddonSettings.DEFAULTS);
            both.close(ROOT);
            assertThat(closed).isEqualTo(1);
        }
    }
}
