package io.annex.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.Parts;
import io.annex.core.grant.Grants;
import io.annex.core.http.FakeRequest;
import io.annex.core.request.Dispatcher;
import io.annex.core.restapp.RestappStyle;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limits;
import io.annex.core.settings.Packages;
import io.annex.core.source.Samples;
import io.annex.engine.Exchange;
import io.annex.engine.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An add-on whose code may have 100 KB of bodies at a time, and requests that
 * bring 80.
 */
class BoundedBodiesTest {
    private static final String BODY = "x".repeat(80 << 10);
    @TempDir
    private Path temp;
    private final FakeEngine engine = new FakeEngine();
    private Deployments deployments;
    private Dispatcher dispatcher;

    @BeforeEach
    void open() throws Exception {
        AddonSettings settings = new AddonSettings(Limits.DEFAULTS.with(Map.of("bodies", "100 KB")), Set.of(),
                Placement.OWN_CELL, Packages.DEFAULTS, Grants.DEFAULTS);
        Parts parts = new Parts(temp, engine, new RestappStyle());
        deployments = parts.deployments(name -> settings, DeployListener.NONE);
        dispatcher = parts.dispatcher(deployments, Map.of());
        deploy("1");
    }

    private void deploy(String version) throws Exception {
        deployments.deploy(Samples.folder(temp.resolve("app"), "app", version));
    }

    private FakeRequest post() {
        FakeRequest request = new FakeRequest("POST", "/rest-api/app/user").body("text/plain", BODY);
        dispatcher.handle(request);
        return request;
    }

    private List<Exchange> offered() {
        return engine.last().offered;
    }

    private static String answer() {
        return String.join("\0", "1", "200", "", "", "t", "done");
    }

    @Test
    void theNextEntersWhenTheOneBeforeHasEnded() {
        post();
        post();
        assertThat(offered()).hasSize(1);
        offered().getFirst().answered(answer(), null, 1);
        assertThat(offered()).hasSize(2);
        assertThat(offered().getLast().message()).endsWith(BODY);
    }

    @Test
    void whatGoesOnAfterItsAnswerKeepsItsPlaceUntilItIsOver() {
        post();
        post();
        Exchange first = offered().getFirst();
        first.goesOn();
        first.answered(answer(), null, 1);
        assertThat(offered()).hasSize(1);
        first.over();
        assertThat(offered()).hasSize(2);
    }

    @Test
    void whoLeavesWhileItWaitsTakesNoPlaceAndIsNotBegun() {
        post();
        FakeRequest leaving = post();
        FakeRequest staying = post();
        leaving.disconnect();
        offered().getFirst().answered(answer(), null, 1);
        assertThat(offered()).hasSize(2);
        assertThat(engine.last().abandoned).isEmpty();
        offered().getLast().answered(answer(), null, 1);
        assertThat(staying.answer().status()).isEqualTo(200);
        assertThat(leaving.answers).isEmpty();
    }

    @Test
    void whatWaitsIsTheNextVersionsWhenItComes() throws Exception {
        post();
        FakeRequest waiting = post();
        List<Exchange> old = offered();
        deploy("2");
        assertThat(old).hasSize(1);
        assertThat(offered()).hasSize(1);
        assertThat(offered().getFirst().message()).endsWith(BODY);
        offered().getFirst().answered(answer(), null, 1);
        assertThat(waiting.answer().status()).isEqualTo(200);
    }

    @Test
    void smallOnesDoNotWait() {
        post();
        post();
        FakeRequest small = new FakeRequest("POST", "/rest-api/app/user").body("text/plain", "small");
        dispatcher.handle(small);
        assertThat(offered()).hasSize(2);
        assertThat(offered().getLast().message()).endsWith("\0small");
    }
}
