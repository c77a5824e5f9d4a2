package io.annex.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class LookupsTest {
    @Test
    void whatIsFoundHasNoNameThatCouldBeLookedUpAgain() throws Exception {
        assertThat(new InetSocketAddress(InetAddress.getByName("localhost"), 80).getHostString())
                .isEqualTo("localhost");
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            assertThat(new Lookups(threads).addresses("localhost").toCompletableFuture().join()).isNotEmpty()
                    .allSatisfy(address -> assertThat(new InetSocketAddress(address, 80).getHostString())
                            .isEqualTo(address.getHostAddress()));
        }
    }
}
