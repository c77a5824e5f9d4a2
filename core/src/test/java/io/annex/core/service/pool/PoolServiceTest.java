package io.annex.core.service.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class PoolServiceTest {
    private final HostServices services = new HostServices(List.of(new PoolService()), ServiceSettings.DEFAULTS,
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
    void whatIsSaidAtAStartOfAWorkerIsOlderThanWhatWasSaidSince() throws InvalidAddon {
        OpCaller one = open("one");
        one.call("pool.begin", "0b");
        assertThat(one.call("pool.disabled", "")).isEqualTo("b\0");
        one.call("pool.switch", "1b");
        one.call("pool.begin", "0b");
        assertThat(one.call("pool.disabled", "")).isEmpty();
    }

    @Test
    void aVersionBeginsAnew() throws InvalidAddon {
        open("one").call("pool.switch", "0b");
        assertThat(open("two").call("pool.disabled", "")).isEmpty();
    }

    @Test
    void namesAreBounded() throws InvalidAddon {
        OpCaller one = open("one");
        assertThatThrownBy(() -> one.call("pool.switch", "")).hasMessageContaining("of 0 characters");
        assertThatThrownBy(() -> one.call("pool.switch", "0" + "x".repeat(201))).hasMessageContaining("of 201");
        for (int i = 0; i < 1000; i++) {
            one.call("pool.switch", "1" + i);
        }
        assertThatThrownBy(() -> one.call("pool.switch", "0more")).hasMessageContaining("at most 1000");
        assertThat(one.call("pool.switch", "07")).isEmpty();
    }
}
