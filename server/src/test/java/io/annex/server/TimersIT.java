package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.timer.Interval;
import io.annex.engine.Isolation;
import io.annex.server.RunningCommand.Ended;
import io.annex.server.operator.AdminSocket;
import io.annex.server.operator.Administration;
import io.annex.server.operator.CommandRefused;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Timers of a really started server, and events in all styles. */
class TimersIT {
    private static final Map<String, String> ADDONS = Map.ofEntries(
            Map.entry("app/manifest.json", "{\"id\": \"app\", \"version\": \"1\", \"type\": \"RESTApp\"}"),
            Map.entry("app/index.ts",
                    """
                            import router from 'router';
                            import events, { on } from 'annex/events';
                            let runs = 0;
                            on('sv:every-hour', async (o: { event: string; emitter: string }) => {
                              await new Promise((done) => setTimeout(done, 5));
                              console.log(`app ${o.event} by ${o.emitter}: ${++runs}`);
                            });
                            on('sv:every-day', () => { setTimeout(() => console.log('app has waited'), 5); });
                            on('sv:every-15-minutes', () => { throw new Error('own failure'); });
                            on('sv:every-30-minutes', () => { for (;;); });
                            on('sv:every-5-minutes', () => new Promise((done) => setTimeout(done, 700)));
                            on('sv:publishing', (o: { event: string }) => console.log(`app hears ${o.event}`));
                            router.get('/clock', (req: any, res: any) => res.json([
                              require('TimestampUtil').format(1751364930000, 'yyyy-MM-dd HH:mm XXX'), new Date(1751364930000).getHours(), new Date(2025, 6, 1).getTime()]));
                            router.post('/emit', (req: any, res: any) => { events.emit('order:new', { id: req.params.id }); res.send('emitted'); });
                            """),
            Map.entry("wall/widget.js", ""),
            Map.entry("wall/backend.js",
                    """
                            const { on, emit } = require('annex/events');
                            on('order', (o) => console.log(`wall hears ${o.event} of ${o.emitter} ${o.id}`));
                            module.exports = (r) => r.register('wall', (req, res) => { emit('from:wall', {}); res.send('emitted'); });
                            """),
            Map.entry("desk/server.js",
                    """
                            const events = require('annex/events');
                            const { Application } = require('webpoints');
                            events.on('order:new', async (o) => { console.log(`desk hears ${o.event} of ${o.emitter} ${o.id}`); });
                            events.on('from', (o) => console.log(`desk hears ${o.event} of ${o.emitter}`));
                            events.on('sv:every-hour', () => console.log('desk has run'));
                            const app = new Application();
                            app.operations['/emit'] = (req, res) => { events.emit('from:desk', {}); res.send('emitted'); };
                            app.run();
                            """),
            Map.entry("teller/teller.xml", """
                    <?xml version="1.0" encoding="utf-8"?>
                    <extension type="plugin" version="3.2" group="jbackend" method="upgrade">
                      <name>Teller</name><version>1.0.0</version>
                      <files><filename plugin="teller">teller.js</filename></files>
                    </extension>
                    """),
            Map.entry("teller/teller.js",
                    """
                            const events = require('annex/events');
                            events.on('order', (o) => console.log(`teller hears ${o.event} of ${o.emitter}`));
                            module.exports = { onRequestTeller(module, response) { events.emit('from:teller', {}); response.setProperty('told', true); return true; } };
                            """),
            Map.entry("quiet/manifest.json", "{\"id\": \"quiet\", \"version\": \"1\", \"type\": \"RESTApp\"}"),
            Map.entry("quiet/index.js", "require('router').get('/', (req, res) => res.send('quiet'));"));

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
        server = RunningServer.startIn(
                "server: {timezone: Asia/Kathmandu}\nlimits: {cpu: 300 ms}\njbackend: {endpoints: [{path: /jbackend, access: free}]}\n",
                folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String fire(String addon, Interval interval) throws Exception {
        return Waiting.get("its end", later(addon, interval).toCompletableFuture());
    }

    private static CompletionStage<String> later(String addon, Interval interval) {
        return server.server().annex().timers().fire(addon, interval);
    }

    private static ObjectNode ask(ObjectNode request) throws Exception {
        return AdminSocket.ask(server.data(), request);
    }

    @Test
    void datesOfAddonsAreReadOffTheServersClock() {
        String clock = Http.get(server.uri("/rest-api/app/clock")).body();
        assertThat(clock).startsWith("[\"2025-07-01 16:00 +05:45\",");
        // In its own process V8 has the process's clock.
        if (RunningServer.ISOLATION == Isolation.PROCESS) {
            assertThat(clock).endsWith(",16,1751307300000]");
        }
    }

    @Test
    void anOperatorRunsATimerNowAndSeesWhatCameOfIt() throws Exception {
        ObjectNode fired = ask(Administration.request("events.fire").put("addon", "app").put("timer", "sv:every-hour"));
        assertThat(fired.path("outcome").asString()).isEqualTo("ok");
        server.awaitLog("app sv:every-hour by anonymous: 1");
        assertThat(fire("app", Interval.EVERY_15_MINUTES)).isEqualTo("failed");
        server.awaitLog("timer sv:every-15-minutes: Error: own failure");
        assertThat(fire("app", Interval.EVERY_30_MINUTES)).isEqualTo("stopped");
        assertThat(fire("app", Interval.EVERY_DAY)).isEqualTo("ok");
        assertThat(server.log()).contains("app has waited");
        assertThat(fire("desk", Interval.EVERY_HOUR)).isEqualTo("ok");
        server.awaitLog("desk has run");
        String list = ask(Administration.request("events.list").put("addon", "app")).toString();
        assertThat(list).contains("\"event\":\"sv:every-hour\",\"next\":\"").contains("\"outcome\":\"ok\"")
                .contains("\"outcome\":\"failed\"").contains("\"outcome\":\"stopped\"")
                .contains("{\"addon\":\"app\",\"event\":\"sv:publishing\"}");
        String metrics = Http.get(server.uri("/-/metrics")).body();
        assertThat(metrics)
                .contains("annex_timer_runs_total{addon=\"app\",outcome=\"failed\",timer=\"sv:every-15-minutes\"} 1.0")
                .contains("annex_timer_duration_seconds_count{addon=\"desk\",timer=\"sv:every-hour\"}");
    }

    @Test
    void theCommandSaysItToPeople() throws Exception {
        try (RunningCommand command = RunningCommand.installed(folder,
                List.of("events", "fire", "desk", "sv:every-hour", "--data", server.data().toString()))) {
            Ended ended = command.end();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out()).matches("sv:every-hour of desk has run in \\d+ ms: ok\\R");
        }
        try (RunningCommand command = RunningCommand.installed(folder,
                List.of("events", "list", "desk", "--data", server.data().toString()))) {
            assertThat(command.end().out().lines()).hasSize(4).first().asString().startsWith("ADDON");
        }
    }

    @Test
    void whatCannotBeRunIsSaid() {
        assertThatThrownBy(
                () -> ask(Administration.request("events.fire").put("addon", "app").put("timer", "sv:never")))
                .isInstanceOf(CommandRefused.class).hasMessageContaining(
                        "sv:never is no timer (expected: one of sv:every-5-minutes, sv:every-15-minutes,");
        assertThatThrownBy(
                () -> ask(Administration.request("events.fire").put("addon", "quiet").put("timer", "sv:every-hour")))
                .hasMessage("quiet does not listen for sv:every-hour (see: annex events list quiet)");
        assertThatThrownBy(
                () -> ask(Administration.request("events.fire").put("addon", "nobody").put("timer", "sv:every-hour")))
                .hasMessage("there is no add-on nobody (expected: one that serves)");
    }

    @Test
    void aRunDoesNotBeginWhileTheOneBeforeGoesOn() throws Exception {
        CompletionStage<String> first = later("app", Interval.EVERY_5_MINUTES);
        assertThatThrownBy(() -> fire("app", Interval.EVERY_5_MINUTES))
                .hasRootCauseMessage("app: the timer sv:every-5-minutes runs at the moment");
        assertThat(Waiting.get("its end", first.toCompletableFuture())).isEqualTo("ok");
    }

    @Test
    void everyStyleListensAndEmits() {
        assertThat(Http.post(server.uri("/rest-api/app/emit?id=7"), "text/plain", "").body()).isEqualTo("emitted");
        server.awaitLog("wall hears order:new of app 7");
        server.awaitLog("desk hears order:new of app 7");
        server.awaitLog("teller hears order:new of app");
        Http.get(server.uri("/jbackend/get/teller/anything"));
        server.awaitLog("desk hears from:teller of teller");
        assertThat(Http.get(server.uri("/console/wb/wall"), "widget-id", "wall").body()).isEqualTo("emitted");
        server.awaitLog("desk hears from:wall of wall");
        assertThat(Http.get(server.uri("/desk/emit")).body()).isEqualTo("emitted");
        server.awaitLog("desk hears from:desk of desk");
    }

    @Test
    void whoEmbedsTheHostEmitsTheSystemsEvents() {
        server.server().messages().emit("sv:publishing:publish", "{}");
        server.awaitLog("app hears sv:publishing:publish");
    }
}
