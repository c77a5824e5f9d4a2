package io.annex.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.settings.Limit;
import io.annex.core.settings.ServiceDeclarations;
import io.annex.core.settings.ServiceGrant;
import io.annex.core.settings.ServiceSetting;
import io.annex.server.http.EdgeLimits;
import io.annex.server.http.bound.ConnectionBounds;
import io.annex.server.http.bound.PaceRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator writes, and what is said to a mistake in it. */
class ConfigReaderTest {
    @TempDir
    Path folder;

    private Config read(String yaml) throws IOException, InvalidConfig {
        Path file = Files.writeString(folder.resolve("annex.yaml"), yaml);
        return ConfigReader.read(file, Map.of(), Map.of());
    }

    @Test
    void whatIsNotSaidHasItsDefault() throws IOException, InvalidConfig {
        Config config = read("");
        assertThat(config.edge().limits()).isEqualTo(new EdgeLimits(16 << 10, 32 << 10, Duration.ofSeconds(10),
                new PaceRule(Duration.ofSeconds(10), 240, Duration.ofSeconds(60)), Duration.ofSeconds(60),
                Duration.ofSeconds(15), 1000, 1 << 20, 1 << 10, ConnectionBounds.ofThisProcess(),
                Runtime.getRuntime().maxMemory() / 4));
        assertThat(config.edge().tls()).isNull();
        assertThat(config.edge().accessLog()).isFalse();
        assertThat(config.watch()).isTrue();
        assertThat(config.grace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.drain()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void everyBoundOfTheEdgeCanBeSet() throws IOException, InvalidConfig {
        Config config = read("""
                server:
                  requestLine: 4 KB
                  headers: 8 KB
                  headTime: 2 s
                  paceTime: 3 s
                  pace: 1 KB
                  standstill: 20 s
                  connections: 4000
                  connectionsPerAddress: 90
                  buffered: 300 MB
                  idle: 5 min
                  formFields: 20
                  formField: 64 KB
                  gzip: 4 KB
                log: {access: true}
                """);
        assertThat(config.edge().limits()).isEqualTo(new EdgeLimits(4 << 10, 8 << 10, Duration.ofSeconds(2),
                new PaceRule(Duration.ofSeconds(3), 1 << 10, Duration.ofSeconds(20)), Duration.ofMinutes(5),
                Duration.ofSeconds(15), 20, 64 << 10, 4 << 10, new ConnectionBounds(4000, 90), 300 << 20));
        assertThat(config.edge().accessLog()).isTrue();
    }

    @Test
    void theCommandLineWeighsMoreThanTheEnvironmentAndThatMoreThanTheFile() throws IOException, InvalidConfig {
        Path file = Files.writeString(folder.resolve("annex.yaml"), "server: {port: 1, host: h1, idle: 1 s}\n");
        Config config = ConfigReader.read(file, Map.of("ANNEX_PORT", "2", "ANNEX_HOST", "h2"),
                Map.of(Setting.PORT, "3"));
        assertThat(config.edge().port()).isEqualTo(3);
        assertThat(config.edge().host()).isEqualTo("h2");
        assertThat(config.edge().limits().idleTime()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "server: {trustedProxies: [10.0.0.1, localhost]} | annex.yaml: server.trustedProxies: localhost (expected: an address such as 10.1.2.3, or a network such as 10.0.0.0/8)",
            "server: {trustedProxies: 10.0.0.0/33} | annex.yaml: server.trustedProxies: 10.0.0.0/33 (expected: an address such as 10.1.2.3, or a network such as 10.0.0.0/8)",
            "server: {hosts: [annex.example.org, 'https://x']} | annex.yaml: server.hosts: https://x (expected: a name such as annex.example.org, or an address, without a port)",
            "cors: nonsense | annex.yaml: cors: nonsense (expected: an origin such as https://example.org, or *, or app)",
            "addons: {a: {cors: [app, 'https://b']}} | annex.yaml: addons.a.cors: app beside others (expected: app alone, or origins)",
            "server: {headTime: soon} | annex.yaml: server.headTime: soon (expected: a time above 0 such as 500 ms or 30 s; units ms, s, min, h, d)",
            "server: {headers: 2 MB} | annex.yaml: server.headers: 2 MB (expected: at most 1 MB)",
            "server: {requestLine: 0} | annex.yaml: server.requestLine: 0 (expected: a size above 0 such as 64 MB; units B, KB, MB, GB)",
            "server: {formFields: many} | annex.yaml: server.formFields: many (expected: a whole number above 0)",
            "operator: {token: short} | annex.yaml: operator.token: cannot be used (expected: at least 16 characters, printable ASCII without spaces; it has 5)",
            "operator: {grants: {hosts: [a b]}} | annex.yaml: operator.grants.hosts: a b (expected: a name such as db.internal, *.internal or db.internal:5432)",
            "install: {size: 2 GB} | annex.yaml: install.size: 2 GB (expected: at most 1024 MB)",
            "log: {access: perhaps} | annex.yaml: log.access: perhaps (expected: true or false)"})
    void aMistakeNamesFileAndKey(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(InvalidConfig.class).hasMessage(message);
    }

    @Test
    void aMistakeInTheEnvironmentNamesTheVariable() {
        assertThatThrownBy(() -> ConfigReader.read(null, Map.of("ANNEX_TRUSTED_PROXIES", "proxy.local"), Map.of()))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith("ANNEX_TRUSTED_PROXIES: proxy.local (expected");
    }

    private static final ServiceSetting ROOM = ServiceSetting.size("shelf", "room", "1 MB", "how much it holds");
    private static final Limit BOOKS = Limit.count("books", "10", "books", "an error");
    private static final ServiceDeclarations SHELF = new ServiceDeclarations(
            List.of(BOOKS), List.of(new ServiceGrant("shelving", "it may put books away"), ServiceGrant.names("readers",
                    "[name, …]", "who may read", name -> name.matches("[a-z]+"), "a name in lower case")),
            List.of(ROOM));

    private Config shelf(String yaml) throws InvalidConfig, IOException {
        return ConfigReader.read(Files.writeString(folder.resolve("annex.yaml"), yaml), Map.of(), Map.of(), SHELF);
    }

    @Test
    void whatAServiceDeclaresIsRead() throws Exception {
        Config config = shelf("""
                services: {shelf: {room: 2 MB}}
                limits: {books: 11}
                grants: {shelving: true}
                addons:
                  one: {limits: {books: 12}, grants: {shelving: false}}
                """);
        assertThat(config.services().number(ROOM)).isEqualTo(2 << 20);
        assertThat(config.addon("other").limits().get(BOOKS)).isEqualTo(11);
        assertThat(config.addon("other").grants().has("shelving")).isTrue();
        assertThat(config.addon("one").limits().get(BOOKS)).isEqualTo(12);
        assertThat(config.addon("one").grants().has("shelving")).isFalse();
        Config usual = shelf("");
        assertThat(usual.services().number(ROOM)).isEqualTo(1 << 20);
        assertThat(usual.addon("one").limits().get(BOOKS)).isEqualTo(10);
        assertThat(usual.addon("one").grants().has("shelving")).isFalse();
    }

    @Test
    void aGrantThatIsAListIsRead() throws Exception {
        Config config = shelf("""
                grants: {readers: [ann, ben]}
                addons:
                  one: {grants: {readers: [cy]}}
                  none: {grants: {readers: []}}
                  off: {grants: {readers: false}}
                """);
        assertThat(config.addon("other").grants().of("readers").names()).containsExactly("ann", "ben");
        assertThat(config.addon("one").grants().of("readers").names()).containsExactly("cy");
        assertThat(config.addon("none").grants().has("readers")).isFalse();
        assertThat(config.addon("off").grants().has("readers")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"readers: [ann, Ben] | grants.readers: Ben (expected: a name in lower case)",
            "readers: true | grants.readers: true (expected: [name, …])",
            "readers: ann | grants.readers: ann (expected: [name, …] or false)",
            "readers: [{a: b}] | grants.readers: a mapping (expected: [name, …])",
            "readers: [[ann]] | grants.readers: [\"ann\"] (expected: [name, …])",
            "shelving: [ann] | grants.shelving: a list (expected: true or false)",
            "shelving: perhaps | grants.shelving: perhaps (expected: true or false)"})
    void aGrantThatIsNoneSaysWhatToWrite(String grants, String message) {
        assertThatThrownBy(() -> shelf("grants: {" + grants + "}")).isInstanceOf(InvalidConfig.class)
                .hasMessage("annex.yaml: " + message);
    }

    @Test
    void whatNoServiceDeclaresIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> shelf("services: {shelf: {rooms: 1}}"))
                .hasMessage("annex.yaml: services.shelf.rooms: unknown (expected: one of services.shelf.room)");
        assertThatThrownBy(() -> shelf("services: {shelf: {room: much}}"))
                .hasMessageStartingWith("annex.yaml: services.shelf.room: much (expected: a size above 0");
        assertThatThrownBy(() -> shelf("services: {shelf: 1}"))
                .hasMessageStartingWith("annex.yaml: services.shelf: not a mapping");
        assertThatThrownBy(() -> shelf("addons: {one: {grants: {shelved: true}}}")).hasMessage(
                "annex.yaml: addons.one.grants.shelved: unknown (expected: hosts, networks, headers, cookieNames, cookiePaths, shelving, readers)");
        assertThatThrownBy(() -> shelf("grants: {shelving: perhaps}"))
                .hasMessage("annex.yaml: grants.shelving: perhaps (expected: true or false)");
        assertThatThrownBy(() -> shelf("limits: {boks: 1}")).hasMessageContaining("limits.boks: unknown")
                .hasMessageContaining(", books");
        assertThatThrownBy(() -> shelf("operator: {grants: {shelving: true}}"))
                .hasMessageContaining("operator.grants.shelving: unknown");
    }
}
