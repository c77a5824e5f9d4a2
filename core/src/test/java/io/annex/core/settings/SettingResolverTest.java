package io.annex.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.settings.SettingTable.Stored;
import io.annex.core.settings.SettingValues.Configured;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SettingResolverTest {
    private static final SettingsSchema SCHEMA = SettingsSchema.read(
            json("""
                    {"port": {"type": "integer", "minimum": 1, "default": 80}, "mode": {"enum": ["fast", "slow"]},
                     "token": {"type": "string", "secret": true, "minLength": 8}, "mails": {"type": "array", "items": {"type": "string"}}}"""));

    private Map<String, String> environment = Map.of();
    private final Map<String, Stored> stored = new HashMap<>();
    private final SettingResolver resolver = new SettingResolver(
            addon -> AddonSettings.DEFAULTS.with(SettingValues.of(configured("{}", this.environment))),
            new SettingTable() {
                private final SecretMark mark = SecretMark.ofThisProcess();

                @Override
                public Map<String, Stored> of(String addon) {
                    return addon.equals("shop") ? Map.copyOf(stored) : Map.of();
                }

                @Override
                public SecretMark mark() {
                    return mark;
                }
            });

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static Configured configured(String own, Map<String, String> variables) {
        Map<String, JsonNode> values = new HashMap<>();
        json(own).properties().forEach(each -> values.put(each.getKey(), each.getValue()));
        return new Configured(values, Map.of(), variables, "");
    }

    private String of(String own, Map<String, String> variables) throws IOException {
        return resolver.resolve("shop", configured(own, variables), SCHEMA).json().toString();
    }

    @Test
    void theEnvironmentGoesBeforeWhatWasSetBeforeTheFileBeforeTheDefault() throws IOException {
        assertThat(of("{}", Map.of())).isEqualTo("{\"port\":80}");
        assertThat(of("{\"port\": 81}", Map.of())).isEqualTo("{\"port\":81}");
        stored.put("port", new Stored(json("82"), false));
        assertThat(of("{\"port\": 81}", Map.of())).isEqualTo("{\"port\":82}");
        assertThat(of("{\"port\": 81}", Map.of("ANNEX_ADDON_SHOP_PORT", "83"))).isEqualTo("{\"port\":83}");
    }

    /** A table with a mark of its own. */
    private static SettingTable marked(Map<String, Stored> own, Map<String, Stored> ofAll, Set<String> sealed) {
        SecretMark mark = SecretMark.ofThisProcess();
        return new SettingTable() {
            @Override
            public Map<String, Stored> of(String addon) {
                return addon.equals(ALL) ? ofAll : own;
            }

            @Override
            public void seal(String addon, String key) {
                sealed.add(addon + '.' + key);
            }

            @Override
            public SecretMark mark() {
                return mark;
            }
        };
    }

    /** It is kept with what was found when the add-on was loaded. */
    @Test
    void aFingerprintTellsNoSecretOfAllAddonsEither() throws IOException {
        Set<String> prints = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            for (boolean secret : List.of(true, false)) {
                SettingTable table = marked(Map.of(), Map.of("pin", new Stored(json("1234"), secret)), new HashSet<>());
                prints.add(new SettingResolver(addon -> AddonSettings.DEFAULTS, table)
                        .resolve("shop", configured("{}", Map.of()), SCHEMA).fingerprint());
            }
        }
        assertThat(prints).as("two marks, and what needs none").hasSize(3);
    }

    @Test
    void whatWasSetBeforeTheAddonSaidThatItIsASecretIsOneFromThenOn() throws IOException {
        Set<String> sealed = new HashSet<>();
        SettingTable table = marked(
                Map.of("token", new Stored(json("\"12345678\""), false), "port", new Stored(json("1"), false)),
                Map.of(), sealed);
        new SettingResolver(addon -> AddonSettings.DEFAULTS, table).resolve("shop", configured("{}", Map.of()), SCHEMA);
        assertThat(sealed).containsExactly("shop.token");
    }

    @Test
    void whatWasSetEmptyHidesTheDefault() throws IOException {
        SettingsSchema schema = SettingsSchema.read(json("{\"greeting\": {\"default\": \"Hello\"}}"));
        assertThat(resolver.resolve("shop", configured("{\"greeting\": \"\"}", Map.of()), schema).json().toString())
                .isEqualTo("{\"greeting\":\"\"}");
    }

    @Test
    void aTextIsReadAsWhatIsExpected() throws IOException {
        assertThat(of("{\"port\": \"8080\", \"mails\": \"[\\\"a\\\"]\"}", Map.of()))
                .isEqualTo("{\"port\":8080,\"mails\":[\"a\"]}");
    }

    private void refused(String own, Map<String, String> variables, String message) {
        assertThatThrownBy(() -> of(own, variables)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void whatIsNotExpectedIsRefusedByNameWithWhatWouldBe() {
        refused("{\"port\": \"many\"}", Map.of(), "addons.shop.settings.port: \"many\" (expected: a whole number)");
        refused("{\"port\": 1.5}", Map.of(), "addons.shop.settings.port: 1.5 (expected: a whole number)");
        refused("{\"port\": 0}", Map.of(), "addons.shop.settings.port: 0 (expected: a number of at least 1)");
        refused("{\"mode\": \"quick\"}", Map.of(),
                "addons.shop.settings.mode: \"quick\" (expected: one of \"fast\", \"slow\")");
        refused("{\"mails\": [1]}", Map.of(),
                "addons.shop.settings.mails: [1] (expected: a list, each of which is a text)");
        refused("{\"token\": 12}", Map.of(), "addons.shop.settings.token: a secret (expected: a text)");
        refused("{}", Map.of("ANNEX_ADDON_SHOP_PORT", "many"),
                "ANNEX_ADDON_SHOP_PORT: many (expected: a whole number)");
        refused("{}", Map.of("ANNEX_ADDON_SHOP_TOKEN", "short"),
                "ANNEX_ADDON_SHOP_TOKEN: a secret (expected: a length of at least 8)");
        refused("{}", Map.of("ANNEX_ADDON_SHOP_PORT", "1", "ANNEX_ADDON_SHOP_PORT_FILE", "/x"),
                "ANNEX_ADDON_SHOP_PORT: given beside ANNEX_ADDON_SHOP_PORT_FILE (expected: one)");
        stored.put("port", new Stored(json("\"many\""), false));
        refused("{}", Map.of(), "the setting port of shop: \"many\" (expected: a whole number)");
    }

    @Test
    void twoNamesThatMeetAreAnErrorWhereTheyAreUsed() throws IOException {
        SettingsSchema one = SettingsSchema.read(json("{\"b-token\": {}}"));
        SettingsSchema other = SettingsSchema.read(json("{\"token\": {}}"));
        resolver.resolve("a", configured("{}", Map.of()), one);
        resolver.resolve("a-b", configured("{}", Map.of()), other);
        Map<String, String> variables = Map.of("ANNEX_ADDON_A_B_TOKEN", "x");
        resolver.resolve("a", configured("{}", variables), one);
        assertThatThrownBy(() -> resolver.resolve("a-b", configured("{}", variables), other)).hasMessage(
                "ANNEX_ADDON_A_B_TOKEN: is both the setting b-token of a and the setting token of a-b (expected: names that differ in letters and digits)");
        resolver.forget("a");
        resolver.resolve("a-b", configured("{}", variables), other);
        environment = Map.of("ANNEX_ADDON_A_B_TOKEN", "x", "ANNEX_ADDON_A_B_TAKEN", "x");
        assertThat(resolver.unknown()).containsExactly("ANNEX_ADDON_A_B_TAKEN");
    }

    @Test
    void whatNobodyHasNamedIsNotReadFromTheEnvironment() throws IOException {
        assertThat(of("{}", Map.of("ANNEX_ADDON_SHOP_B_TOKEN", "x"))).isEqualTo("{\"port\":80}");
    }

    @Test
    void theFingerprintTellsValuesApartAndNoSecret() throws IOException {
        SettingValues one = resolver.resolve("shop", configured("{\"token\": \"12345678\"}", Map.of()), SCHEMA);
        assertThat(one.fingerprint())
                .isEqualTo(resolver.resolve("shop", configured("{\"token\": \"12345678\"}", Map.of()), SCHEMA)
                        .fingerprint())
                .isNotEqualTo(resolver.resolve("shop", configured("{\"token\": \"12345679\"}", Map.of()), SCHEMA)
                        .fingerprint())
                .isNotEqualTo(new SettingResolver(addon -> AddonSettings.DEFAULTS, SettingTable.NONE)
                        .resolve("shop", configured("{\"token\": \"12345678\"}", Map.of()), SCHEMA).fingerprint());
        assertThat(one.own().toString()).contains("a secret").doesNotContain("12345678");
    }

    @Test
    void aSchemaThatIsNoneIsRefusedByItsPlace() {
        assertThatThrownBy(() -> SettingsSchema.read(json("[]"))).hasMessageStartingWith("settings: not an object");
        assertThatThrownBy(() -> SettingsSchema.read(json("{\"a\": {\"type\": \"text\"}}")))
                .hasMessageStartingWith("settings.a.type: \"text\" (expected: one of string, number");
        assertThatThrownBy(() -> SettingsSchema.read(json("{\"a\": {\"type\": \"number\", \"default\": \"x\"}}")))
                .hasMessage("settings.a.default: \"x\" (expected: a number)");
        assertThatThrownBy(() -> SettingsSchema.read(json("{\"a\": {\"secret\": \"yes\"}}")))
                .hasMessage("settings.a.secret: \"yes\" (expected: true or false)");
    }
}
