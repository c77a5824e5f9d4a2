package io.annex.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.session.SessionCookie;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server is {@code localhost}, as {@link FakeRequest} has it. */
class CrossSiteTest {
    private static final String SESSION = "annex_session=" + "a".repeat(32);

    private static FakeRequest request(String method, String headers) {
        FakeRequest request = new FakeRequest(method, "/x");
        if (headers != null) {
            for (String header : headers.split(", ")) {
                int space = header.indexOf(' ');
                request.header(switch (header.substring(0, space)) {
                    case "site", "mode", "dest" -> "sec-fetch-" + header.substring(0, space);
                    default -> header.substring(0, space);
                }, header.substring(space + 1).replace("SESSION", SESSION));
            }
        }
        return request;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # method | what the browser says                                          | refused
            POST     |                                                                 | false
            POST     | site same-origin                                                | false
            POST     | site none                                                       | false
            POST     | site same-site                                                  | false
            POST     | site cross-site                                                 | true
            PUT      | site cross-site                                                 | true
            DELETE   | site cross-site, cookie a=1                                     | true
            BREW     | site cross-site                                                 | true
            POST     | site cross-site, mode navigate, dest document                   | true
            GET      | site cross-site, mode navigate, dest document, cookie a=1       | false
            HEAD     | site cross-site, mode navigate, dest document, cookie a=1       | false
            GET      | site cross-site, mode navigate, cookie a=1                      | false
            GET      | site cross-site, mode navigate, dest iframe, cookie a=1         | true
            GET      | site cross-site, mode navigate, dest frame, cookie a=1          | true
            GET      | site cross-site, mode navigate, dest embed, cookie a=1          | true
            GET      | site cross-site, mode navigate, dest object, cookie a=1         | true
            GET      | site cross-site, mode navigate, dest iframe                     | true
            GET      | site cross-site, mode no-cors, dest image                       | false
            GET      | site cross-site, mode no-cors, dest image, cookie a=1           | true
            GET      | site cross-site, mode cors, cookie a=1                          | true
            GET      | site cross-site, mode cors, authorization Basic eA==            | true
            OPTIONS  | site cross-site, mode cors, origin https://a.example            | false
            # where only the origin is said
            POST     | origin https://a.example                                        | true
            POST     | origin null                                                     | true
            POST     | origin file://                                                  | true
            POST     | origin http://localhost                                         | false
            POST     | origin https://localhost                                        | false
            POST     | origin http://localhost:80                                      | false
            POST     | origin http://LOCALHOST                                         | false
            POST     | origin http://localhost:8080                                    | true
            POST     | origin http://localhost.a.example                               | true
            POST     | origin http://a.example.localhost                               | true
            POST     | origin chrome-extension://localhost                             | true
            GET      | origin https://a.example                                        | false
            GET      | origin https://a.example, cookie a=1                            | true
            # Sec-Fetch-Site wins
            POST     | site same-origin, origin null                                   | false
            POST     | site none, origin https://a.example                             | false
            POST     | site cross-site, origin http://localhost                        | true
            """)
    void whatChangesStateOrReadsWithCredentialsIsRefused(String method, String headers, boolean refused) {
        assertThat(CrossSite.refuses(request(method, headers))).isEqualTo(refused);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST     | origin null                                                     | false
            POST     | origin file://                                                  | false
            POST     | origin https://a.example, cookie other=1                        | false
            GET      | origin null                                                     | false
            POST     | origin null, cookie SESSION                                     | true
            GET      | origin https://a.example, cookie SESSION                        | true
            POST     | origin http://localhost, cookie SESSION                         | false
            POST     | cookie SESSION                                                  | false
            POST     | site cross-site                                                 | true
            GET      | site cross-site                                                 | true
            GET      | site cross-site, mode navigate, dest document, cookie SESSION   | false
            POST     | site cross-site, mode navigate, dest document                   | true
            GET      | site cross-site, mode navigate, dest iframe                     | true
            POST     | site same-origin, origin null, cookie SESSION                   | false
            """)
    void modulesAreNotJudgedByAnOriginWhereThereIsNoSession(String method, String headers, boolean refused) {
        FakeRequest request = request(method, headers);
        assertThat(CrossSite.refusesModules(request, SessionCookie.id(request.first("cookie")) != null))
                .isEqualTo(refused);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET      | site cross-site                                                 | true
            GET      | origin https://a.example                                        | true
            OPTIONS  | site cross-site                                                 | true
            GET      | site cross-site, mode navigate, dest document, cookie SESSION   | false
            POST     | site cross-site, mode navigate, dest document                   | true
            GET      | site cross-site, mode navigate, dest iframe                     | true
            GET      | site same-origin, cookie SESSION                                | false
            """)
    void aServiceBelongsToItsOwnPage(String method, String headers, boolean refused) {
        assertThat(CrossSite.refusesShared(request(method, headers))).isEqualTo(refused);
    }

    @ParameterizedTest
    @CsvSource({"/a, false", "/a%2Fb, true", "/a%2fb, true", "/a%5Cb, true", "/a%5cb, true", "/a%2Eb, false",
            "/a%252Fb, false", "/%2F, true", "/a%2, false", "/%25%2f, true", "/%5F%2C, false"})
    void anEncodedSlashIsFound(String path, boolean found) {
        assertThat(EncodedSlash.in(path)).isEqualTo(found);
    }
}
