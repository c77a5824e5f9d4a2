package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Settings as the add-ons of every style read them. */
class SettingsIT {
    @TempDir
    private static Path addons;
    private static RunningServer server;

    private static Path file(String path, String text) throws IOException {
        Path file = addons.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @BeforeAll
    static void start() throws IOException {
        file("shop/manifest.json", """
                {"id": "shop", "version": "1", "type": "RESTApp", "settings": {"type": "object", "properties": {
                  "port": {"type": "integer", "default": 80, "env": true, "title": "Where it listens"},
                  "mode": {"type": "string", "enum": ["fast", "slow"], "default": "slow", "env": true},
                  "token": {"type": "string", "secret": true},
                  "mails": {"type": "array", "items": {"type": "string"}}}}}
                """);
        file("shop/config/index.html", """
                <meta name="viewport"><!-- <input name="old"> -->
                <form name="f"><input type="text" name="greeting"><select class="x" name='color'></select></form>
                """);
        file("shop/appDataDefaults.json",
                "{\"appData\": {\"greeting\": \"Hello\", \"color\": \"red\", \"logo\": {\"url\": \"/a\", \"alt\": \"A\"}}}");
        file("shop/index.js",
                """
                        const router = require('router');
                        const appData = require('appData');
                        const globalAppData = require('globalAppData');
                        const token = appData.get('token');
                        router.get('/', (req, res) => res.json({
                          token, greeting: appData.get('greeting'), color: appData.get('color'), none: String(appData.get('none')),
                          port: appData.getNumber('port'), mails: appData.getArray('mails'), single: appData.getArray('mode'), empty: appData.getArray('none'),
                          url: appData.get('logo', 'url'), both: appData.get('logo', 'url', 'alt'), node: appData.getNode('logo'),
                          site: globalAppData.get('site'), env: process.env, size: appData.getNumber('size'),
                          changed: (() => { appData.get('logo').url = 'x'; return appData.get('logo').url; })(),
                        }));
                        """);
        file("points/annex.json",
                "{\"environment\": \"staging\", \"settings\": {\"unit\": {\"type\": \"string\", \"default\": \"km\", \"env\": true}}}");
        file("points/operations.js",
                """
                        const settings = require('annex/settings');
                        module.exports = { '/all': (request, response) => { response.end(JSON.stringify({ ...settings.all(), env: process.env, site: settings.global.get('site') })); } };
                        """);
        file("tile/annex.json", "{\"settings\": {\"rows\": {\"type\": \"integer\", \"default\": 3}}}");
        file("tile/backend.js",
                """
                        const settings = require('annex/settings');
                        module.exports = (r) => { r.register('all', 'GET', (req, res) => { res.json({ ...settings.all(), env: process.env }); }); };
                        """);
        file("greet/greet.xml",
                """
                        <extension type="plugin" group="jbackend"><name>greet</name>
                        <files><filename plugin="greet">greet.js</filename></files>
                        <config><fields name="params"><fieldset name="basic">
                        <field name="greeting" type="text" default="Hi" label="Greeting"/><field name="name" type="text" default="World"/>
                        <field name="pin" type="password" default="none"/></fieldset></fields></config></extension>
                        """);
        file("greet/annex.json", "{\"settings\": {\"mark\": {\"type\": \"string\", \"default\": \"!\"}}}");
        file("greet/greet.js",
                """
                        module.exports = { onRequestGreet(module, response, status) {
                          const of = (key) => this.params.get(key, '?');
                          response.set({ text: [of('greeting'), of('name'), of('pin'), of('mark'), require('annex/settings').get('greeting')].join(' ') });
                          return false; } };
                        """);
        JavaSources.jar(addons.resolve("depot/depot.jar"), "Depot",
                """
                        private Settings settings;
                        public void start(AddonContext context) {
                            settings = context.service(Settings.class);
                        }
                        public void endpoints(Router router) {
                            router.get("/", exchange -> exchange.send(settings.get("shelf").orElse("none") + " " + settings.get("rows").orElse("none") + " "
                                    + settings.get("tags").orElse("none") + " " + settings.get("missing").isPresent() + " " + settings.get("pin").orElse("none") + " "
                                    + settings.json() + " " + settings.global().get("site").orElse("none") + " " + settings.global().json()));
                        }
                        """);
        file("depot/manifest.json", """
                {"id": "depot", "version": "1", "type": "Java", "settings": {"type": "object", "properties": {
                  "shelf": {"type": "string", "default": "A"}, "rows": {"type": "integer", "default": 3},
                  "tags": {"type": "array", "items": {"type": "string"}}, "missing": {"type": "string"},
                  "pin": {"type": "string", "secret": true}}}}
                """);
        Path tokenFile = Files.writeString(addons.resolveSibling("token-of-shop"), "from the file\n");
        server = RunningServer.startWithEnvironment(
                Map.of("ANNEX_ADDON_SHOP_TOKEN_FILE", tokenFile.toString(), "ANNEX_ADDON_SHOP_MODE", "fast",
                        "ANNEX_ADDON_GREET_NAME", "you", "ANNEX_ADDON_DEPOT_PIN", "0007", "ANNEX_ADDON_SHOP_NOTHING",
                        "x"),
                """
                        settings: {site: Main}
                        java: true
                        jbackend: {endpoints: [{path: /jbackend, access: free}], modules: {greet: {params: {greeting: Good day, name: nobody}}}}
                        addons:
                          shop: {settings: {color: "", mails: [a@example.org, b@example.org], mode: slow, size: 12}}
                          points: {environment: test}
                          depot: {settings: {shelf: B, tags: [x, y]}}
                        """,
                addons);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode get(String path, String... headers) {
        return Http.json(Http.get(server.uri(path), headers).body());
    }

    @Test
    void aRestappReadsThemAsOnItsPlatform() {
        JsonNode all = get("/rest-api/shop");
        assertThat(all.toString()).isEqualTo(
                "{\"token\":\"from the file\",\"greeting\":\"Hello\",\"color\":\"\",\"none\":\"undefined\",\"port\":80,"
                        + "\"mails\":[\"a@example.org\",\"b@example.org\"],\"single\":[\"fast\"],\"empty\":[],\"url\":\"/a\","
                        + "\"both\":{\"url\":\"/a\",\"alt\":\"A\"},\"node\":null,\"site\":\"Main\","
                        + "\"env\":{\"mode\":\"fast\",\"port\":\"80\"},\"size\":12,\"changed\":\"/a\"}");
    }

    @Test
    void anAddonInJavaReadsThemAsTexts() {
        assertThat(Http.get(server.uri("/java/depot/")).body()).isEqualTo("B 3 [\"x\",\"y\"] false 0007"
                + " {\"shelf\":\"B\",\"rows\":3,\"tags\":[\"x\",\"y\"],\"pin\":\"0007\"} Main {\"site\":\"Main\"}");
    }

    @Test
    void aWebpointsApplicationHasItsEnvironmentToo() {
        JsonNode all = get("/points/all");
        assertThat(all.toString())
                .isEqualTo("{\"unit\":\"km\",\"env\":{\"NODE_ENV\":\"test\",\"unit\":\"km\"},\"site\":\"Main\"}");
    }

    @Test
    void aWidgetHasAnnexJsonBesideItsBackend() {
        assertThat(get("/console/wb/all", "widget-id", "tile").toString()).isEqualTo("{\"rows\":3,\"env\":{}}");
    }

    @Test
    void theFieldsOfAModuleAreSettings() {
        assertThat(get("/jbackend/get/greet/x").path("text").asString()).isEqualTo("Good day you none ! Good day");
    }

    @Test
    void whatIsInTheEnvironmentForNobodyIsSaid() {
        assertThat(server.log()).contains("ANNEX_ADDON_SHOP_NOTHING: no add-on has such a setting");
    }
}
