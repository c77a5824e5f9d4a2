package io.annex.engine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pure functions of Java, called with what is meant well and what is not. */
class LocalFunctionsTest {
    private static Object call(String name, byte[] bytes, String... fields) throws LocalFailure {
        return LocalFunctions.call("local." + name, String.join("\0", fields), bytes, () -> false);
    }

    private static String text(String name, String... fields) throws LocalFailure {
        return (String) call(name, new byte[0], fields);
    }

    private static String hex(Object bytes) {
        return HexFormat.of().formatHex((byte[]) bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(utf8(text));
    }

    @Test
    void datesHaveThePatternsOfJava() throws LocalFailure {
        String summer = "1751364930000";
        assertThat(text("date.format", summer, "Europe/Stockholm", "sv-SE", "EEEE d MMMM yyyy HH:mm"))
                .isEqualTo("tisdag 1 juli 2025 12:15");
        assertThat(text("date.format", summer, "UTC", "en_US", "MMM d, yyyy h:mm a")).isEqualTo("Jul 1, 2025 10:15 AM");
        assertThat(text("date.format", summer, "Europe/Stockholm", "", "yyyy-MM-dd'T'HH:mm:ssXXX"))
                .isEqualTo("2025-07-01T12:15:30+02:00");
        assertThat(text("date.fields", summer, "Europe/Stockholm"))
                .isEqualTo("2025,7,1,12,15,30,0,2,182,7200000,Europe/Stockholm");
        assertThat(text("date.millis", "Europe/Stockholm", "2025", "7", "1", "12", "15", "30", "0")).isEqualTo(summer);
        assertThat(text("date.millis", "UTC", "2025", "14", "0", "0", "0", "0", "0"))
                .isEqualTo(text("date.millis", "UTC", "2026", "1", "31", "0", "0", "0", "0"));
        assertThat(text("date.pattern", "sv-SE", "date")).isEqualTo("y-MM-dd");
    }

    @Test
    void whatAPatternLacksIsAsAtTheBeginningOf1970() throws LocalFailure {
        assertThat(text("date.parse", "UTC", "en", "yyyy-MM-dd HH:mm", "2025-07-01 10:15")).isEqualTo("1751364900000");
        assertThat(text("date.parse", "Europe/Stockholm", "sv", "d MMMM yyyy", "1 juli 2025"))
                .isEqualTo("1751320800000");
        assertThat(text("date.parse", "UTC", "en", "yyyy-MM-dd'T'HH:mm:ssXXX", "2025-07-01T12:15:30+02:00"))
                .isEqualTo("1751364930000");
        assertThat(text("date.parse", "UTC", "en", "yyyy-MM-dd", "2025-7-1T10:15:00Z")).isEqualTo("1751328000000");
        assertThat(text("date.parse", "UTC", "en", "yyyy-MM", "1970-02")).isEqualTo("2678400000");
        assertThat(text("date.parse", "UTC", "en", "HH:mm", "01:00")).isEqualTo("3600000");
    }

    @Test
    void localesHaveNamesInTheirOwnLanguageAndInOthers() throws LocalFailure {
        assertThat(text("locale.describe", "sv_SE", ""))
                .isEqualTo("sv-SE\nsv\nSE\n\nsvenska\nSverige\nsvenska (Sverige)\nltr");
        assertThat(text("locale.describe", "ar", "en").lines().toList()).contains("Arabic", "rtl");
        assertThat(text("locale.describe", "no locale", "")).isEmpty();
        assertThat(text("locale.all", "").lines()).contains("sv-SE", "en", "fi");
    }

    @Test
    void digestsAreThoseOfTheJdk() throws LocalFailure {
        assertThat(hex(call("digest", utf8("abc"), "MD5"))).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
        assertThat(hex(call("digest", utf8("abc"), "SHA-256")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        // RFC 4231, test case 2.
        byte[] mac = (byte[]) call("hmac", utf8("what do ya want for nothing?"), "SHA-256", base64("Jefe"));
        assertThat(hex(mac)).isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        String own = Base64.getEncoder().encodeToString(mac);
        assertThat(call("hmac.check", utf8("what do ya want for nothing?"), "SHA-256", base64("Jefe"), own))
                .isEqualTo("true");
        assertThat(call("hmac.check", utf8("what do ya want for something?"), "SHA-256", base64("Jefe"), own))
                .isEqualTo("false");
    }

    @Test
    void messagesHaveTheirPlaces() throws LocalFailure {
        assertThat(text("message.format", "sv", "{1} av {0}, {2,number,#.0}, {3}", "sAnna", "n1234", "n2.5", "z"))
                .isEqualTo("1\u00A0234 av Anna, 2,5, null");
        // Each choice is a pattern itself.
        assertThat(text("message.format", "en", "{0,choice,0#".repeat(800), "n0")).isNotNull();
        assertThat(text("message.format", "en", "It''s {0,date,yyyy-MM-dd}", "d0")).startsWith("It's 19");
    }

    @Test
    void xmlIsElementsWithAttributesAndChildren() throws LocalFailure {
        assertThat(text("xml.parse",
                "\uFEFF<?xml version='1.0'?><!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x'><!-- c -->"
                        + "<a x=\"1 &amp; &quot;2&quot;\">\n<b:c/>t<![CDATA[<u>]]>&#228;</a>"))
                .isEqualTo("[\"a\",{\"x\":\"1 & \\\"2\\\"\"},[\"\\n\",[\"b:c\",{},[]],\"t<u>ä\"]]");
    }

    static Stream<Object[]> hostile() {
        return Stream.of(of("date.format", "0\0UTC\0en\0" + "y".repeat(150), "pattern"),
                of("date.format", "0\0UTC\0en\0" + "[".repeat(1900), "at most 200"),
                of("date.format", "9223372036854775807\0UTC\0en\0yyyy", "a date that JavaScript has"),
                of("date.format", "0\0/etc/passwd\0en\0yyyy", "time zone"), of("date.format", "0", "4"),
                of("date.format", "x".repeat(3000), "at most 2000"),
                of("date.parse", "UTC\0en\0yyyy\0no year", "could not be parsed"),
                of("date.millis", "UTC\0999999999\0" + "1\0".repeat(5) + "1", "year"),
                of("date.millis", "UTC\0001\0999999999999\0" + "1\0".repeat(4) + "1", "field"),
                of("digest", "MD2", "algorithm"), of("hmac", "SHA-256\0", "key"), of("hmac", "none\0YQ==", "algorithm"),
                of("hmac", "SHA-256\0!", "base64"),
                of("message.format", "en\0" + "{0}".repeat(3000) + "\0s" + "x".repeat(80_000), "longer than"),
                of("message.format", "en\0{0,nothing}\0s", "nothing"),
                of("xml.parse", "<a>".repeat(300) + "</a>".repeat(300), "at most 200"),
                of("xml.parse", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "XML"),
                of("xml.parse", "<!DOCTYPE a [<!ENTITY x 'xxxxxxxxxx'><!ENTITY y '&x;&x;&x;&x;'>]><a>&y;</a>", "XML"),
                of("xml.parse", "<a><b></a>", "line 1"), of("xml.parse", "", "XML"), of("nothing", "", "There is no"));
    }

    private static Object[] of(String name, String text, String message) {
        return new Object[]{name, text, message};
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsNotMeantWellIsRefusedWithAWord(String name, String text, String message) {
        assertThatThrownBy(() -> call(name, new byte[0], text)).isInstanceOf(LocalFailure.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsTooMuchIsRefusedAndWhatIsStoppedEnds() {
        assertThatThrownBy(() -> call("digest", new byte[(32 << 20) + 1], "MD5")).isInstanceOf(LocalFailure.class)
                .hasMessageContaining("at most");
        assertThatThrownBy(() -> LocalFunctions.call("local.digest", "MD5", new byte[1], () -> true))
                .isInstanceOf(LocalFailure.class).hasMessageContaining("stopped");
        assertThatThrownBy(() -> LocalFunctions.call("local.xml.parse", "<a/>", null, () -> true))
                .isInstanceOf(LocalFailure.class).hasMessageContaining("stopped");
    }
}
