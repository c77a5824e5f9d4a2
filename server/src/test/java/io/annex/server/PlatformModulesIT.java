package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Modules of RESTApps' platform that need nothing of the host but Java. The
 * script that a test runs is its own: what {@code POST} sends is evaluated.
 */
class PlatformModulesIT {
    private static final String APP = """
            const router = require('router');
            router.post('/run', (req, res) => res.json(new Function('require', 'req', 'res', req.body)(require, req, res) ?? null));
            """;

    private static final String SAFE = """
            const router = require('router');
            const { csrf } = require('security');
            router.get('/token', (req, res) => res.json({ token: csrf.getToken(), header: csrf.getHeaderName(), parameter: csrf.getParameterName() }));
            router.get('/plain', (req, res) => res.send('plain'));
            router.post('/vote', (req, res) => res.send('voted'));
            router.delete('/vote', (req, res) => res.send('gone'));
            """;

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        Path app = Files.createDirectories(folder.resolve("app"));
        Files.writeString(app.resolve("manifest.json"),
                "{\"id\": \"app\", \"version\": \"1\", \"name\": \"app\", \"type\": \"RestApp\"}");
        Files.writeString(app.resolve("index.js"), APP);
        Path texts = Files.createDirectories(app.resolve("i18n"));
        Files.writeString(texts.resolve("en.json"), "{\"hello\": \"Hello {0}, it's {1}\", \"only\": \"English\"}");
        Files.writeString(texts.resolve("sv.json"), "{\"hello\": \"Hej {0}, det är {1}\"}");
        Path safe = Files.createDirectories(folder.resolve("safe"));
        Files.writeString(safe.resolve("manifest.json"),
                "{\"id\": \"safe\", \"version\": \"1\", \"type\": \"RestApp\", \"csrfProtection\": true}");
        Files.writeString(safe.resolve("index.js"), SAFE);
        server = RunningServer.startIn("limits: {workers: 1, cpu: 2 s}", folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String run(String script, String... headers) {
        HttpResponse<String> answer = Http.send(Http.request(server.uri("/rest-api/app/run"), headers)
                .header("Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.ofString(script)).build());
        assertThat(answer.statusCode()).as(() -> answer.body() + server.log()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void datesAreThoseOfJavaInTheServersTimeZone() {
        Instant at = Instant.ofEpochMilli(1751364930000L);
        assertThat(run("return require('TimestampUtil').format(1751364930000, 'yyyy-MM-dd HH:mm:ss XXX');")).isEqualTo(
                at.atZone(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("\"yyyy-MM-dd HH:mm:ss XXX\"")));
        assertThat(run("""
                const dates = require('DateUtil');
                const day = dates.parseDate('1 juli 2025', 'd MMMM yyyy', 'sv');
                return dates.getDateAsString('EEEE', day);""", "Accept-Language", "de, sv;q=0.8, en;q=0.5"))
                .isEqualTo("\"tisdag\"");
        assertThat(
                run("""
                        const dates = require('dateUtil');
                        const calendar = dates.toCalendar(new Date(2025, 0, 31));
                        calendar.add(calendar.MONTH, 1);
                        return [calendar.get(calendar.MONTH), calendar.get(calendar.DATE), calendar.time.getTime() === calendar.timeInMillis];"""))
                .isEqualTo("[1,28,true]");
    }

    @Test
    void digestsAreThoseOfTheJdk() {
        assertThat(
                run("""
                        const digester = require('@sitevision/api/server/MessageDigesterFactory').getSHA256();
                        digester.updateString('a');
                        digester.updateBytes([98, 99]);
                        return [digester.algorithm, digester.digest().map((b) => (b & 0xff).toString(16).padStart(2, '0')).join('')];"""))
                .isEqualTo("[\"SHA-256\",\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"]");
    }

    @Test
    void whatJavaRefusesIsInTheLog() {
        assertThat(run("return require('TimestampUtil').format(5, 'bad');")).isEqualTo("\"5\"");
        server.awaitLog("TimestampUtil.format: pattern: 'bad' (expected: ");
        assertThat(run("return require('DateUtil').getDateAsString('y'.repeat(3000), new Date());")).isEqualTo("null");
        server.awaitLog("DateUtil.getDateAsString: local.date.format: 3");
    }

    /** Each of them says so by a value, on which apps' own fallbacks depend. */
    @Test
    void whatIsNoDateIsNone() {
        assertThat(
                run("""
                        const dates = require('DateUtil'), stamps = require('TimestampUtil');
                        return [dates.parseDate('no date', 'yyyy'), dates.parseDate(null, 'yyyy'), dates.parseDate('2025', ' '),
                          dates.parseDate('2025', 'yyyy', null), dates.getDateAsString('yyyy', null), dates.getDateAsString('yyyy', new Date(), null),
                          dates.getDateAsISO8601String(undefined), dates.toCalendar(null), dates.toDate(null), stamps.toDate(-1), stamps.toInstant(-1),
                          stamps.fromDate(null), stamps.fromCalendar(null), stamps.format(-1, 'yyyy'), dates.getDateAsString('', new Date(2025, 6, 1, 12))];"""))
                .isEqualTo("[null,null,null,null,null,null,null,null,null,null,null,-1,-1,\"-1\",\"2025-07-01\"]");
        assertThat(run(
                "return require('DateUtil').getDateAsISO8601String(new Date(2025, 6, 1, 12)).slice(0, 16) + ' ' + require('DateUtil').parseDate('2025-7-1T10:15', 'yyyy-MM-dd').getDate();"))
                .isEqualTo("\"2025-07-01T12:00 1\"");
    }

    static Stream<Object[]> scripts() {
        return CASES.lines().filter(line -> !line.isBlank()).map(line -> line.split(" ==> ", 2))
                .map(each -> new Object[]{each[0], each[1]});
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aModuleGivesWhatThePlatformGives(String script, String answer) {
        String answered = run("const use = require; return " + script + ";", "Accept-Language", "sv-SE, en;q=0.5");
        assertThat(Http.json(answered)).isEqualTo(Http.json(answer));
    }

    private static final String CASES = """
            use('EndecUtil').escapeXML('<a b="c">\\'&') ==> "&lt;a b=&quot;c&quot;&gt;&apos;&amp;"
            use('EndecUtil').unEscapeXML('&lt;&#229;&#xE4;&aring;&amp;amp;') ==> "<åä&aring;&amp;"
            use('EndecUtil').unEscapeHTML4('&quot;Hej &aring; h&#229;&quot; &copy; &nothing;') ==> "\\"Hej å hå\\" © &nothing;"
            use('EndecUtil').encodeURL('a b&c=å/!') ==> "a+b%26c%3D%C3%A5%2F%21"
            use('EndecUtil').decodeURL('a+b%26c%3D%C3%A5') ==> "a b&c=å"
            use('EndecUtil').decodeURL('%zz') ==> null
            use('EndecUtil').br('a\\r\\nb\\nc') ==> "a<br />b<br />c"
            use('EndecUtil').getBaseSubstitute('xml ëBå_$-1205') ==> "xmleBa1205"
            use('EndecUtil').base64encode('åäö') ==> "w6XDpMO2"
            use('EndecUtil').base64decode('w6XDpMO2') ==> "åäö"
            use('EndecUtil').base64decodeToBytes('w6U=') ==> [-61,-91]
            use('EndecUtil').base64encodeToString([-61, -91]) ==> "w6U="
            use('EndecUtil').escapeXML(null) ==> null
            use('JwtUtil').decodeSHA('eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c', 'your-256-bit-secret') ==> {"alg":"HS256","payload":{"sub":"1234567890","name":"John Doe","iat":1516239022}}
            (({ payload, alg }) => [alg, payload.role, typeof payload.iat])(use('JwtUtil').decodeSHA(use('JwtUtil').createSHAToken({ role: 'x' }, 'HS512', 'k'), 'k')) ==> ["HS512","x","number"]
            use('ScriptUtil').getNonBlank('  ', 'x') ==> "x"
            [126, 126975, 456456456].map(use('scriptUtil').getHumanPresentableSize) ==> ["130 bytes","120 kB","440 MB"]
            use('ScriptUtil').messageFormat("{0} har {1,number} i ''{2}''", ['Anna', 1234.5, null]) ==> "Anna har 1\u00a0234,5 i 'null'"
            use('ScriptUtil').stringToInt('12x') ==> -1
            use('ScriptUtil').stringToDouble('1.5') ==> 1.5
            use('ScriptUtil').joinArray(['a', 'b'], ', ') ==> "a, b"
            use('ScriptUtil').getList([1, 2]).size() ==> 2
            use('QueryStringUtil').removeQuerySyntaxChars('ma?nus +a (b)') ==> "manus a b"
            use('QueryStringUtil').stripLocalParams(' {! whatever }baz') ==> "baz"
            ['Car', 'Car*', 'Car?', 'title:Car', 'Anna-Carin', 'Red Åkerö', ' ', null].map(use('QueryStringUtil').smartWildcard) ==> ["+(Car car*)","+(Car car*)","Car?","title:Car*","+(Anna-Carin AnnaCarin (+Anna +carin*) anna-carin* annacarin*)","Red +(Åkerö åkerö*)",null,null]
            ['one', 'one, two, three four', null].map((each) => use('QueryStringUtil').splitToQueryParts(each, ',\\\\s*')) ==> ["one","one two \\"three four\\"",null]
            [use('QueryStringUtil').splitCollectionToQueryParts(['a,b', ' ', null, 'c d'], ','), use('QueryStringUtil').splitCollectionToQueryParts([], ',')] ==> ["a b \\"c d\\"",null]
            [['+f', 'x*'], ['f', 'a "b c"'], ['f', '"b c"'], ['f', ' '], [null, 'x']].map(([f, v]) => use('QueryStringUtil').getFieldQuery(f, v)) ==> ["+f:x*","f:(a \\"b c\\")","f:\\"b c\\"",null,null]
            [use('EndecUtil').escapeIdentifier('pcx', '1.23.45'), use('EndecUtil').escapeIdentifier(null, null), use('EndecUtil').unEscapeIdentifier('pcx', 'pcx1_23'), use('EndecUtil').unEscapeIdentifier('bad', 'pcx1_23'), use('EndecUtil').base64encodeToString(null)] ==> ["pcx1_23_45","","1.23","pcx1.23",null]
            ['se_SE', 'xx-klingon', 'nothing', '', null, 'rmy-SE'].map((each) => String(use('LocaleUtil').getLocaleByString(each))) ==> ["se_SE","null","null","null","null","null"]
            ['sv', 'en', 'da', 'uk', 'pt_BR'].map((each) => String(use('LocaleUtil').resolveCountryLocale(use('LocaleUtil').getLocaleByString(each)))) ==> ["sv_SE","null","da_DK","uk_UA","pt_BR"]
            use('LocaleUtil').getNativeLanguageNameByString('sv-FI-x') ==> "Svenska"
            use('MimeTypeUtil').getMimeType('http://www.example.org/a/MyFile.PDF') ==> "application/pdf"
            use('MimeTypeUtil').getExtension('image/png') ==> "png"
            use('MimeTypeUtil').getMimeType('nothing', 'x/y') ==> "x/y"
            ['isMSWordType', 'isMSOfficeType', 'isTextType'].map((each) => use('MimeTypeUtil')[each]('a.docx')) ==> [true,true,false]
            use('LocaleUtil').getNativeLanguageName(use('LocaleUtil').getLocaleByString('sv_SE')) ==> "Svenska"
            use('LocaleUtil').getLocalizedLanguageNameByString('de', 'sv') ==> "Tyska"
            use('LocaleUtil').getAvailableLocales().size() > 100 ==> true
            use('LocaleUtil').isRTL('ar') ==> true
            String(use('PortletContextUtil').currentLocale) ==> "sv"
            use('PortletContextUtil').getCurrentPage() ==> null
            use('SystemUserUtil').isAnonymous() ==> true
            use('VersionUtil').getCurrentVersion() === use('VersionUtil').ONLINE_VERSION ==> true
            use('i18n').get('hello', 'Anna', 5) ==> "Hej Anna, det är 5"
            use('i18n').get('only') ==> "English"
            use('i18n').forLocale('en').get('hello', 'x') ==> "Hello x, it's {1}"
            use('i18n').get('no.such.key') ==> "no.such.key"
            (() => { const all = []; use('XmlParserUtil').parse('/rss/channel/item', '<rss><channel><item id="1"><title>A &amp; B</title></item><other/><item><title>C</title></item></channel></rss>', (e) => all.push([e.getAttribute('id'), e.getElement('title').text])); return all; })() ==> [["1","A & B"],[null,"C"]]
            (() => { try { use('XmlParserUtil').parse('/a', '<a><b></a>', () => 0); } catch (e) { return e.message.slice(0, 11); } })() ==> "XML, line 1"
            (() => { const a = [3, 1, 2]; use('ArraysInstance').sort(a); return [a, use('ArraysInstance').binarySearch(a, 2), use('ArraysInstance').toString(a), use('ArraysInstance').hashCode(['a', 'b'])]; })() ==> [[1,2,3],1,"[1, 2, 3]",4066]
            (() => { const a = [1, 2, 3, 4]; use('CollectionsInstance').rotate(a, 1); return [a, use('CollectionsInstance').max(a), use('CollectionsInstance').frequency(a, 2)]; })() ==> [[4,1,2,3],4,1]
            [use('MathInstance').rint(2.5), use('MathInstance').floorMod(-1, 3), use('MathInstance').toDegrees(Math.PI), use('MathInstance').round(-2.5), use('MathInstance').ulp(1)] ==> [2,2,180,-2,2.220446049250313E-16]
            use('underscore').chain([1, 2, 3]).map((n) => n * 2).last().value() ==> 6
            use('Properties').get({ getName: () => 'n', x: 1 }, 'name') ==> "n"
            use('Properties').get({ getName: () => 'n', x: 1 }, 'name', 'x', 'y') ==> {"name":"n","x":1}
            use('Properties').get({ getIdentifier: () => 'i', getAt: () => new Date(5), getOther: () => ({ getIdentifier: () => 'j' }) }) ==> "i"
            use('Properties').get({ getAt: () => new Date(5), getOther: () => ({ getIdentifier: () => 'j' }) }, 'at', 'other') ==> {"at":5,"other":"j"}
            [use('Properties').get(null, 'a', 'b'), use('Properties').get('4.abc', 'displayName'), use('Properties').getArray({ getName: () => 'n' }, 'name'), use('Properties').getArray(null, 'name')] ==> [null,null,["n"],[]]
            [use('NodeTypeUtil').FILE_TYPE, use('NodeTypeUtil').SIMPLE_USER_TYPE, use('NodeTypeUtil').isPage(null), use('NodeTreeUtil').getNode(null, 'a'), use('NodeTreeUtil').findPortlets(null).size()] ==> ["sv:file","sv:simpleUser",false,null,0]
            ((u) => [u.isString('a'), u.isInteger(3), u.isInteger(3e9), u.isLong(3e9), u.isNode({}), u.isList([]), u.isMap(new Map()), u.isException(new Error()), u.isIterable('a')])(use('InstanceTypeUtil')) ==> [true,true,false,true,false,true,true,true,false]
            use('RoleUtil').roleMatcherBuilder.setUser(null).addRole(null).build().matchesAll(null) ==> false
            use('Utils').endecUtil.escapeXML('<') === use('Utils').getEndecUtil().escapeXML('<') ==> true
            ((info) => [info.appIdentifier, info.appName, info.addon.displayName, info.certificate.signed])(use('appInfo')) ==> ["app","app","app",false]
            use('PropertyUtil').getString({ getName: () => 'n' }, 'nothing', 'x') ==> "x"
            use('ResourceLocatorUtil').getNodeByIdentifier('4.abc') ==> null
            """;

    @Test
    void aTokenIsOneOfItsKeyThatIsStillValid() {
        assertThat(Http.json(
                run("""
                        const jwt = require('JwtUtil'), b64 = (o) => btoa(JSON.stringify(o)).replace(/=+$/, '');
                        const good = jwt.createSHAToken({ a: 1 }, 'HS256', 'key'), [head, body, mac] = good.split('.');
                        const now = Math.floor(Date.now() / 1000);
                        const tokens = [
                          [good, 'other'], [`${b64({ alg: 'none' })}.${body}.`, 'key'], [`${b64({ alg: 'none' })}.${body}.${mac}`, 'key'],
                          [`${b64({ alg: 'HS512' })}.${body}.${mac}`, 'key'], [`${head}.${b64({ a: 2 })}.${mac}`, 'key'], [good.slice(0, -1), 'key'],
                          [jwt.createSHAToken({ exp: now - 1 }, 'HS256', 'key'), 'key'], [jwt.createSHAToken({ nbf: now + 60 }, 'HS256', 'key'), 'key'],
                          [jwt.createSHAToken({ exp: 'never' }, 'HS256', 'key'), 'key'], [good, ''], ['x', 'key'], [null, 'key']];
                        return tokens.map(([token, key]) => { try { return jwt.decodeSHA(token, key); } catch (e) { return e.message.replace(/^JwtUtil[^:]*: /, ''); } });"""))
                .valueStream().map(JsonNode::asString)).containsExactly("the token's signature is not of this key",
                        "this is no token (expected: three parts in base64url)",
                        "algorithm: 'none' (expected: HS256, HS384, HS512)", "the token's signature is not of this key",
                        "the token's signature is not of this key", "the token's signature is not of this key",
                        "the token has expired", "the token is not valid yet", "the token's exp is no number",
                        "the key is empty (expected: a secret text)",
                        "this is no token (expected: three parts in base64url)",
                        "this is no token (expected: three parts in base64url)");
    }

    @Test
    void whatChangesSomethingCarriesTheTokenOfItsSession() {
        URI vote = server.uri("/rest-api/safe/vote");
        assertThat(vote("POST", vote, "", "").statusCode()).isEqualTo(403);
        HttpResponse<String> page = Http.get(server.uri("/rest-api/safe/token"));
        assertThat(page.headers().firstValue("Cache-Control")).contains("private, no-store");
        String cookie = page.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        JsonNode said = Http.json(page);
        String token = said.path("token").asString();
        assertThat(token).hasSize(64);
        assertThat(Http.json(Http.get(server.uri("/rest-api/safe/token"), "Cookie", cookie)).path("token").asString())
                .isEqualTo(token);
        String header = said.path("header").asString();
        assertThat(header).isEqualTo("X-CSRF-Token");
        assertThat(vote("POST", vote, "", "", "Cookie", cookie, header, token).body()).isEqualTo("voted");
        assertThat(vote("DELETE", vote, "", "", "Cookie", cookie, header, token).body()).isEqualTo("gone");
        assertThat(vote("POST", vote, "application/x-www-form-urlencoded",
                said.path("parameter").asString() + "=" + token, "Cookie", cookie).body()).isEqualTo("voted");
        // Without the session, with another token, with another's session.
        assertThat(vote("POST", vote, "", "", header, token).statusCode()).isEqualTo(403);
        assertThat(vote("POST", vote, "", "", "Cookie", cookie, header, "0".repeat(64)).statusCode()).isEqualTo(403);
        assertThat(vote("DELETE", vote, "", "", "Cookie", cookie).statusCode()).isEqualTo(403);
        assertThat(vote("POST", vote, "", "", "Cookie", cookie, header, "").statusCode()).isEqualTo(403);
        assertThat(Http.get(server.uri("/rest-api/safe/plain")).headers().firstValue("Cache-Control")).isEmpty();
        assertThat(vote("HEAD", server.uri("/rest-api/safe/plain"), "", "").statusCode()).isEqualTo(200);
        assertThat(vote("OPTIONS", vote, "", "").statusCode()).isEqualTo(204);
    }

    private static HttpResponse<String> vote(String method, URI uri, String type, String body, String... headers) {
        HttpRequest.Builder builder = Http.request(uri, headers).method(method,
                HttpRequest.BodyPublishers.ofString(body));
        return Http.send((type.isEmpty() ? builder : builder.header("Content-Type", type)).build());
    }
}
