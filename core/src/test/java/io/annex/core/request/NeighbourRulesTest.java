package io.annex.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.grant.AnswerGrants;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourRulesTest {
    private final List<String> log = new ArrayList<>();

    private NeighbourRules rules(boolean shared, AnswerGrants grants) {
        return new NeighbourRules("/rest-api/app", "/annex/rest-api/app", shared, grants, "addons.app.grants",
                log::add);
    }

    private List<String> applied(boolean shared, AnswerGrants grants, String... headers) {
        List<String> list = new ArrayList<>(List.of(headers));
        if (NeighbourRules.concern(list)) {
            rules(shared, grants).apply(list);
        }
        return list;
    }

    private List<String> cookie(String value) {
        return applied(false, AnswerGrants.NONE, "set-cookie", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Service-Worker-Allowed", "clear-site-data", "Strict-Transport-Security", "alt-svc", "NEL",
            "report-to"})
    void aHeaderThatIsAboutTheOriginIsDroppedUnlessItIsGranted(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        assertThat(applied(false, AnswerGrants.NONE, "a", "1", name, "x", "b", "2")).containsExactly("a", "1", "b",
                "2");
        assertThat(log).singleElement().asString().contains("'" + lower + "'",
                "add 'headers: [" + lower + "]' under addons.app.grants");
        assertThat(applied(false, new AnswerGrants(Set.of(lower), Set.of(), Set.of()), name, "x")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', ignoreLeadingAndTrailingWhitespace = true, value = {
            "a=1 > a=1; Path=/annex/rest-api/app", //
            "a=1; Path=/; HttpOnly > a=1; HttpOnly; Path=/annex/rest-api/app",
            "a=1; path = / > a=1; Path=/annex/rest-api/app", //
            "a=1; Path=/rest-api > a=1; Path=/annex/rest-api/app", "a=1; Path=/annex/ > a=1; Path=/annex/rest-api/app",
            "a=1; Path > a=1; Path=/annex/rest-api/app", //
            "a=1; Path=elsewhere > a=1; Path=/annex/rest-api/app",
            "a=1; Path=/rest-api/other; Path=/ > a=1; Path=/annex/rest-api/app",
            "a=1; Path=/rest-api/app > a=1; Path=/annex/rest-api/app",
            "a=1; Path=/rest-api/app/x > a=1; Path=/annex/rest-api/app/x",
            "a=1; Path=/annex/rest-api/app/x; Secure > a=1; Path=/annex/rest-api/app/x; Secure",
            "a=1;Path=/;SameSite=Lax > a=1;SameSite=Lax; Path=/annex/rest-api/app"})
    void aCookieIsForTheMountOrSomethingBelow(String sent, String kept) {
        assertThat(cookie(sent)).containsExactly("set-cookie", kept);
        assertThat(log).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1; Path=/rest-api/other", "a=1; Path=/rest-api/app2", "a=1; Path=/annex/rest-api/other",
            "a=1; Path=/rest-api/app; PATH=/rest-api/other", "a=1; Path=/-/"})
    void aCookieForAnothersPathIsDropped(String sent) {
        assertThat(cookie(sent)).isEmpty();
        assertThat(log).singleElement().asString().contains("the cookie 'a' was dropped", "cookiePaths: [/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"__Host-a=1; Path=/; Secure", "__host-a=1", "=__Host-a=1", "annex_session=x",
            "ANNEX_SESSION=x", " annex_session = x; Path=/rest-api/app", "=annex_session=x", "annex_session",
            "__Secure-annex_session=x", "__Host-annex_session=x"})
    void aNameThatIsNotTheAddonsIsRefused(String sent) {
        assertThat(cookie(sent)).isEmpty();
        assertThat(log).singleElement().asString().contains("cookieNames: [");
    }

    @Test
    void whatIsGrantedGoesOutAsItIs() {
        AnswerGrants grants = new AnswerGrants(Set.of(), Set.of("__Host-a", "annex_session"),
                Set.of("/", "/rest-api/other"));
        for (String granted : List.of("__Host-a=1; Path=/; Secure", "a=1; Path=/", "a=1; Path=/rest-api/other/x",
                "annex_session=1; Path=/")) {
            assertThat(applied(false, grants, "Set-Cookie", granted)).containsExactly("Set-Cookie", granted);
        }
        assertThat(applied(false, grants, "set-cookie", "a=1; Path=/rest-api/third")).isEmpty();
        assertThat(applied(false, grants, "set-cookie", "__Host-b=1; Path=/; Secure")).isEmpty();
    }

    @Test
    void whereAddonsShareAPathTheirCookiesAreGrantedOrDropped() {
        assertThat(applied(true, AnswerGrants.NONE, "set-cookie", "a=1; Path=/")).isEmpty();
        assertThat(log).singleElement().asString().contains("add 'cookiePaths: [/annex/rest-api/app]'");
        AnswerGrants grants = new AnswerGrants(Set.of(), Set.of(), Set.of("/annex/rest-api/app"));
        assertThat(applied(true, grants, "set-cookie", "a=1; Path=/")).containsExactly("set-cookie",
                "a=1; Path=/annex/rest-api/app");
    }

    @Test
    void otherHeadersAreNotTouched() {
        assertThat(NeighbourRules.concern(List.of("content-type", "x", "etag", "y", "location", "z"))).isFalse();
    }
}
