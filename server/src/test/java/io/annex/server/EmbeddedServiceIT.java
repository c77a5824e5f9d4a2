package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceOp;
import io.annex.core.settings.Limit;
import io.annex.core.settings.ServiceGrant;
import io.annex.core.settings.ServiceSetting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A service that the embedding program brings is a module that add-ons of every
 * style require, whatever isolates them.
 */
class EmbeddedServiceIT {
    /** What a program that embeds Annex would write. */
    private static final class Payments implements HostService {
        private static final Limit PAYMENT = Limit.count("payment", "5", "what one payment may be", "an error");
        private static final ServiceSetting CURRENCY = ServiceSetting.text("payments", "currency", "EUR",
                "what is paid in");
        final CountDownLatch three = new CountDownLatch(3);

        @Override
        public String name() {
            return "payments";
        }

        @Override
        public List<ServiceOp> ops() {
            return List.of(new ServiceOp("payments.price", Mode.INLINE),
                    new ServiceOp("payments.charge", Mode.BLOCKING), new ServiceOp("payments.settle", Mode.ASYNC),
                    new ServiceOp("payments.refund", Mode.INLINE, "refunds"),
                    new ServiceOp("payments.terms", Mode.INLINE));
        }

        @Override
        public List<Limit> limits() {
            return List.of(PAYMENT);
        }

        @Override
        public List<ServiceGrant> grants() {
            return List.of(new ServiceGrant("refunds", "give money back"));
        }

        @Override
        public List<ServiceSetting> settings() {
            return List.of(CURRENCY);
        }

        @Override
        public Scope open(AddonScope addon) {
            return call -> {
                switch (call.op()) {
                    case "payments.price" -> price(call);
                    case "payments.charge" -> charge(addon, call);
                    case "payments.refund" -> call.ok("\"refunded\"");
                    case "payments.terms" ->
                        call.ok("\"" + addon.limit(PAYMENT) + ' ' + addon.services().text(CURRENCY) + '"');
                    default -> CompletableFuture
                            .runAsync(() -> call.ok("\"settled " + Thread.currentThread().isDaemon() + '"'));
                }
            };
        }

        private static void price(Call call) throws OpRefused {
            if (call.text().contains("gold")) {
                throw new OpRefused("UNKNOWN", "gold has no price");
            }
            call.ok(call.text().isEmpty() ? "" : "{\"of\":" + call.text() + ",\"cents\":5}");
        }

        /** Waits for two others, which come from the same worker. */
        private void charge(AddonScope addon, Call call) {
            three.countDown();
            try {
                three.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            call.ok('"' + addon.addon() + ' ' + (call.exchange() != null) + '"');
        }
    }

    /** What nobody should write. */
    private static final class Odd implements HostService {
        @Override
        public String name() {
            return "odd";
        }

        @Override
        public List<ServiceOp> ops() {
            return List.of(new ServiceOp("odd.none", Mode.ASYNC), new ServiceOp("odd.bytes", Mode.ASYNC),
                    new ServiceOp("odd.twice", Mode.ASYNC), new ServiceOp("odd.error", Mode.ASYNC),
                    new ServiceOp("odd.raw", Mode.INLINE), new ServiceOp("odd.fails", Mode.INLINE),
                    new ServiceOp("odd.prose", Mode.INLINE), new ServiceOp("odd.waits", Mode.BLOCKING));
        }

        @Override
        @SuppressWarnings("NullAway")
        public Scope open(AddonScope addon) {
            return call -> {
                switch (call.op()) {
                    case "odd.none" -> CompletableFuture.runAsync(() -> call.ok((String) null));
                    case "odd.bytes" -> call.ok(new byte[1]);
                    case "odd.twice" -> {
                        call.ok("1");
                        call.ok("2");
                        call.fail("", "3");
                    }
                    case "odd.raw" -> call.ok(new byte[1]);
                    case "odd.prose" -> call.ok("hello");
                    default -> throw new AssertionError("/secret/path");
                }
            };
        }

        @Override
        public void close() {
            throw new IllegalStateException("at its end");
        }
    }

    private static final String USE = """
            const charged = await Promise.all([payments.charge(1), payments.charge(2), payments.charge(3)]);
            let code; try { price('gold'); } catch (e) { code = `${e.code}: ${e.message}`; }
            let refund; try { refund = payments.refund(); } catch (e) { refund = `${e.code}: ${e.message}`; }
            res.send(JSON.stringify([price({ item: 'a' }), price() === undefined, code, charged[0], await payments.settle(), refund, payments.terms()]));
            """;
    private static final Map<String, String> ADDONS = Map.of("shop/manifest.json",
            "{\"id\": \"shop\", \"version\": \"1\", \"name\": \"shop\", \"type\": \"RestApp\"}", "shop/index.ts",
            "import router from 'router';\nimport payments, { price } from 'payments';\nrouter.get('/', async (req: unknown, res: any) => {"
                    + USE + "});",
            "odd/manifest.json", "{\"id\": \"odd\", \"version\": \"1\", \"name\": \"odd\", \"type\": \"RestApp\"}",
            "odd/index.js", """
                    const router = require('router');
                    const odd = require('odd');
                    router.get('/:op', async (req, res) => {
                      try { res.send(String(await odd[req.params.op]())); } catch (e) { res.send(`! ${e.message}`); }
                    });
                    """, "till/widget.js", "", "till/backend.js",
            "const payments = require('payments'); const { price } = payments;\nmodule.exports = (r) => r.register('till', async (req, res) => {"
                    + USE + "});",
            "desk/server.js",
            "const payments = require('payments'); const { price } = payments; const { Application } = require('webpoints');\nconst app = new Application(); app.operations['/desk'] = async (req, res) => {"
                    + USE + "}; app.run();");

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        for (Map.Entry<String, String> file : ADDONS.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        server = RunningServer.startWith(List.of(new Payments(), new Odd()), """
                services: {payments: {currency: SEK}}
                limits: {payment: 7}
                addons:
                  shop:
                    limits: {payment: 9}
                    grants: {refunds: true}
                """, folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itIsAModuleOfARestapp() {
        answers("/rest-api/shop/", "shop");
    }

    @Test
    void itIsAModuleOfAWidget() {
        answers("/console/wb/till", "till", "widget-id", "till");
    }

    @Test
    void itIsAModuleOfAWebpointsApplication() {
        answers("/desk/desk", "desk");
    }

    /** Each call has one answer, and nothing of the host is in it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            twice | 1
            none  | ! The host service 'odd.none' failed
            error | ! The host service 'odd.error' failed
            fails | ! The host service 'odd.fails' failed
            waits | ! The host service 'odd.waits' failed
            bytes | ! odd.bytes: the service answered bytes (expected: JSON)
            raw   | ! odd.raw: the service answered bytes (expected: JSON)
            """)
    void aServiceThatDoesNotKeepToTheRulesHarmsItsCallAlone(String op, String expected) {
        assertThat(Http.get(server.uri("/rest-api/odd/" + op)).body()).isEqualTo(expected);
    }

    @Test
    void whatAServiceSaysIsReadAsJson() {
        assertThat(Http.get(server.uri("/rest-api/odd/prose")).body())
                .startsWith("! odd.prose: the service answered what is no JSON: ");
    }

    private static void answers(String path, String addon, String... headers) {
        HttpResponse<String> answer = Http.get(server.uri(path), headers);
        assertThat(answer.body())
                .isEqualTo("[{\"of\":{\"item\":\"a\"},\"cents\":5},true,\"UNKNOWN: gold has no price\",\"" + addon
                        + " true\",\"settled true\",\""
                        + (addon.equals("shop")
                                ? "refunded\",\"9 SEK"
                                : "denied: payments.refund: not granted: add 'refunds: true' under addons." + addon
                                        + ".grants in annex.yaml\",\"7 SEK")
                        + "\"]");
    }

    @Test
    void aNameThatAddonsKnowAlreadyIsRefusedAtTheStart() {
        for (String name : List.of("events", "cache", "fs", "storage", "webpoints", "annex", "tasks", "Payments")) {
            HostService service = new HostService() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public List<ServiceOp> ops() {
                    return List.of();
                }

                @Override
                public Scope open(AddonScope addon) {
                    return call -> call.ok("");
                }
            };
            assertThatThrownBy(() -> RunningServer.startWith(List.of(service), "", folder)).as(name)
                    .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("service " + name + ": ");
        }
    }
}
