package io.annex.core.addon;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.addon.Endpoint.Reach;
import io.annex.core.addon.EndpointTable.Match;
import io.annex.core.addon.EndpointTable.Match.Found;
import io.annex.core.addon.EndpointTable.Match.NotFound;
import io.annex.core.addon.EndpointTable.Match.WrongMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTableTest {
    private final EndpointTable table = table("GET /", "GET /user/me", "GET /user/:id", "PUT /user/:id",
            "GET /user/:id/post/:post", "POST /user", "GET /my file", "GET /trailing/");

    private static EndpointTable table(String... routes) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String route : routes) {
            int space = route.indexOf(' ');
            endpoints.add(new Endpoint(endpoints.size(), route.substring(0, space), route.substring(space + 1), true,
                    Reach.TEMPLATE));
        }
        return new EndpointTable(endpoints);
    }

    @ParameterizedTest
    @CsvSource({"GET,'',/,''", "GET,/,/,''", "GET,/user/me,/user/me,''", "GET,/user/7,/user/:id,7",
            "GET,/user/7/,/user/:id,7", "GET,/user/7/post/8,/user/:id/post/:post,7/8", "PUT,/user/me,/user/:id,me",
            "HEAD,/user/7,/user/:id,7", "GET,/my%20file,/my file,''", "GET,/us%65r/7,/user/:id,7",
            "GET,/trailing,/trailing/,''", "GET,/user/a+b,/user/:id,a+b"})
    void aPathFindsItsEndpoint(String method, String path, String template, String values) {
        assertThat(table.match(method, path)).isInstanceOfSatisfying(Found.class, found -> {
            assertThat(found.endpoint().template()).isEqualTo(template);
            assertThat(found.values()).isEqualTo(values);
        });
    }

    @Test
    void aValueStaysEncoded() {
        assertThat(table.match("GET", "/user/a%20b%25")).isInstanceOfSatisfying(Found.class,
                found -> assertThat(found.values()).isEqualTo("a%20b%25"));
    }

    @Test
    void theFirstRegisteredWins() {
        Match match = table("GET /:any", "GET /exact").match("GET", "/exact");
        assertThat(match).isInstanceOfSatisfying(Found.class,
                found -> assertThat(found.endpoint().index()).isEqualTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users", "/User/7", "//", "/user//", "/user/7//", "/user/7/post", "/user/7/post/8/9"})
    void aPathWithoutEndpointIsNotFound(String path) {
        assertThat(table.match("GET", path)).isInstanceOf(NotFound.class);
    }

    @ParameterizedTest
    @CsvSource({"DELETE,/user/7,'GET, HEAD, PUT, OPTIONS'", "GET,/user,'POST, OPTIONS'", "HEAD,/user,'POST, OPTIONS'",
            "OPTIONS,/,'GET, HEAD, OPTIONS'"})
    void anotherMethodIsToldWhichAreAllowed(String method, String path, String allow) {
        assertThat(table.match(method, path)).isEqualTo(new WrongMethod(allow));
    }

    @ParameterizedTest
    @CsvSource({"/status,status", "/STATUS,STATUS", "/st%61tus,st%61tus", "/status/,status", "/status/more/path,status",
            "/Stra%C3%9Fe,Stra%C3%9Fe", "/strasse,strasse"})
    void anEndpointCanAnswerWhatIsBelowItInAnyCase(String path, String value) {
        EndpointTable services = new EndpointTable(List.of(new Endpoint(0, "GET", "/Status", false, Reach.BELOW),
                new Endpoint(1, "POST", "/status", false, Reach.BELOW),
                new Endpoint(2, "GET", "/straße", false, Reach.BELOW)));
        assertThat(services.match("GET", path)).isInstanceOfSatisfying(Found.class,
                found -> assertThat(found.values()).isEqualTo(value));
        assertThat(services.match("DELETE", path)).isInstanceOf(WrongMethod.class);
        assertThat(services.match("GET", "/x" + path)).isInstanceOf(NotFound.class);
        assertThat(services.match("GET", "/statu")).isInstanceOf(NotFound.class);
        assertThat(services.match("GET", "/status2")).isInstanceOf(NotFound.class);
        assertThat(services.match("GET", "")).isInstanceOf(NotFound.class);
        assertThat(services.match("GET", "/")).isInstanceOf(NotFound.class);
    }

    @ParameterizedTest
    @CsvSource({"/Item/7,/item/:id", "/ITEM/7/,/item/:id", "/tree/a/b,/tree/*", "/Tree/,/tree/*",
            "/it%65m/x%20y,/item/:id", "/item,/*", "/elsewhere/below,/*", "'',/*"})
    void pathsOfExpressAreFoundInAnyCase(String path, String template) {
        assertThat(express("/item/:id", "/tree/*", "/*").match("GET", path)).isInstanceOfSatisfying(Found.class,
                found -> {
                    assertThat(found.endpoint().template()).isEqualTo(template);
                    assertThat(found.values()).isEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/item", "/item/7/8", "/trees/a", "/a/tree/b", "/"})
    void pathsOfExpressThatDoNotMatch(String path) {
        assertThat(express("/item/:id", "/tree/*").match("GET", path)).isInstanceOf(NotFound.class);
    }

    private static EndpointTable express(String... templates) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String template : templates) {
            endpoints.add(new Endpoint(endpoints.size(), "GET", template, true, Reach.EXPRESS));
        }
        return new EndpointTable(endpoints);
    }
}
