package io.annex.core.jbackend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.Parts;
import io.annex.core.access.ApiKeys;
import io.annex.core.addon.JavaPermission;
import io.annex.core.deploy.Deployments;
import io.annex.core.deploy.FakeEngine;
import io.annex.core.http.Answer;
import io.annex.core.http.FakeRequest;
import io.annex.core.jbackend.JbackendEndpoint.Access;
import io.annex.core.request.Dispatcher;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limits;
import io.annex.core.trace.Trace;
import io.annex.core.users.Passwords;
import io.annex.core.users.UserTable;
import io.annex.core.users.Users;
import io.annex.engine.Exchange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What comes of answers that no guest library writes: add-on code shares an
 * isolate with it.
 */
class JbackendHandlerTest {
    private static final String HOOKS = "{\"endpoints\": [], \"warnings\": [], \"hooks\": {\"requests\": [\"app\"]}}";

    @TempDir
    private Path temp;
    private final FakeEngine engine = new FakeEngine();
    private Dispatcher dispatcher;

    @BeforeEach
    void open() throws Exception {
        JbackendSettings settings = new JbackendSettings(
                List.of(new JbackendEndpoint("/api", Access.FREE, JbackendEndpoint.ALL_MODULES, false, false, false)),
                Map.of("user", new JbackendSettings.ModuleSettings(false, 0, Map.of())), false, false);
        Parts parts = new Parts(temp, engine, new JbackendStyle(settings, new JavaPermission(false)));
        Jbackend jbackend = new Jbackend(settings,
                new JbackendStores(ApiKeys.NONE, new Users(UserTable.NONE, new Passwords()), Trace.NONE),
                new VisitorSessions(parts.sessions(), "", false), parts.answers(), parts.uploads(), Limits.DEFAULTS);
        Deployments deployments = parts.deployments(name -> AddonSettings.DEFAULTS, jbackend);
        dispatcher = parts.dispatcher(deployments, jbackend.handlers());
        for (String name : List.of("app", "next")) {
            Path folder = Files.createDirectory(temp.resolve(name));
            Files.writeString(folder.resolve(name + ".js"), HOOKS);
            Files.writeString(folder.resolve(name + ".xml"), """
                    <extension type="plugin" group="jbackend">
                      <name>plg_jbackend_%1$s</name>
                      <files><filename plugin="%1$s">%1$s.js</filename></files>
                    </extension>
                    """.formatted(name));
            deployments.deploy(folder);
        }
    }

    private Exchange offered(int module) {
        return engine.opened.get(module).offered.getLast();
    }

    private static String answer(String... left) {
        return "1\000200\0\0\0t\0" + String.join("\0", left);
    }

    private static JsonNode body(FakeRequest request) {
        return JsonMapper.shared().readTree(((Answer.Text) request.answer()).body());
    }

    @Test
    void anAnswerGoesFromModuleToModule() {
        FakeRequest request = new FakeRequest("GET", "/api/get/app/x");
        dispatcher.handle(request);
        offered(0).answered(answer("1", "[\"app\"]", "{\"a\":1}", "{\"b\":2}", "", "{\"c\":3}"), null, 0);
        assertThat(offered(1).message()).contains("\"a\":1", "\"b\":2", "[\"c\",3]", "[\"app\"]");
        offered(1).answered(answer("1", "[\"app\"]", "", "", "", "{\"c\":4}"), null, 0);
        assertThat(body(request).path("c").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1||undefined|||{}", "1||[]|||{}", "1|undefined||||{}", "1|{}||||{}", "1|||undefined||{}",
            "1|||[1]||{}", "1||||undefined|{}", "one|||||{}", "1|||", "1|||||undefined", "1|||||{\"a\":"})
    void whatIsNoAnswerEndsTheRequestWithAnIncident(String left) {
        FakeRequest request = new FakeRequest("GET", "/api/get/app/x");
        dispatcher.handle(request);
        offered(0).answered(answer(left.split("\\|", -1)), null, 0);
        JsonNode body = body(request);
        assertThat(body.path("error_code").asString()).isEqualTo("REQ_ERR");
        assertThat(body.path("incident").asString()).hasSize(10);
        assertThat(engine.opened.get(1).offered).isEmpty();
    }
}
