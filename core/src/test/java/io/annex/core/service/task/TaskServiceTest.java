package io.annex.core.service.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.Manifest;
import io.annex.core.grant.Grants;
import io.annex.core.service.HostServices;
import io.annex.core.service.OpCaller;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limits;
import io.annex.core.settings.Packages;
import io.annex.core.settings.ServiceSettings;
import io.annex.engine.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskServiceTest {
    private final HostServices services = new HostServices(List.of(new TaskService()), ServiceSettings.DEFAULTS,
            ExchangeObserver.NONE);

    @AfterEach
    void end() {
        services.close();
    }

    private OpCaller open(String root) throws InvalidAddon {
        return new OpCaller(services.open("webpoints", new Manifest("app", "1", "/index.js", 0, "{}", "{}"),
                Path.of(root),
                new AddonSettings(Limits.DEFAULTS, Set.of(), Placement.OWN_CELL, Packages.DEFAULTS, Grants.DEFAULTS)),
                () -> null);
    }

    @Test
    void theNextVersionKnowsATaskAndNobodyDoesWhenTheLastHasGone() throws InvalidAddon {
        String id = "id";
        assertThat(open("one").call("task.begin", id + "\0pool\00010\0000\0005")).isEmpty();
        OpCaller two = open("two");
        services.close(Path.of("one"));
        assertThat(two.call("task.take", id)).isEqualTo("running\0005");
        services.close(Path.of("two"));
        assertThat(open("three").call("task.take", id)).isEqualTo("none");
    }
}
