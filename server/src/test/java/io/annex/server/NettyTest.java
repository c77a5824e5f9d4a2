package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Version;
import java.lang.module.ModuleDescriptor;
import java.util.Collection;
import org.junit.jupiter.api.Test;

/**
 * Which Netty the server carries: Vert.x brings one, and the parent's BOM puts
 * another in its place.
 */
class NettyTest {
    /** The first without CVE-2026-89044. */
    private static final ModuleDescriptor.Version OLDEST = ModuleDescriptor.Version.parse("4.2.18.Final");

    @Test
    void isNewEnoughInAllItsParts() {
        Collection<Version> parts = Version.identify().values();
        assertThat(parts).extracting(Version::artifactId).contains("netty-common", "netty-codec-http",
                "netty-codec-http2", "netty-handler", "netty-transport-classes-epoll");
        assertThat(parts).allSatisfy(part -> assertThat(ModuleDescriptor.Version.parse(part.artifactVersion()))
                .as(part.artifactId()).isGreaterThanOrEqualTo(OLDEST));
    }

    @Test
    void isOneVersion() {
        assertThat(Version.identify().values()).extracting(Version::artifactVersion)
                .containsOnly(Version.identify().values().iterator().next().artifactVersion());
    }
}
