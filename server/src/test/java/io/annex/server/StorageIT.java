package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code require('storage')} of RESTApps, and {@code annex/storage} of all
 * styles, with the file. What a test of {@code run} posts is evaluated.
 */
class StorageIT {
    private static final String APP = """
            const router = require('router');
            const storage = require('storage');
            const keys = storage.getKeyValueDataStore('keys');
            const books = storage.getCollectionDataStore('books');
            const failure = (action) => { try { action(); } catch (e) { return JSON.stringify(e); } };
            router.post('/run', async (req, res) => res.json(await new Function('storage', 'keys', 'books', 'failure', 'req', req.body)(storage, keys, books, failure, req) ?? null));
            router.get('/append/:key/:property', (req, res) => res.json(Object.keys(keys.put(req.params.key, { [req.params.property]: 1 })).length));
            """;
    private static final String DECLARED = "\"storage\": {\"keyValueDataStore\": \"keys\", \"collectionDataStore\": [\"books\", \"more\"]}";
    /** Does the same in each style. */
    private static final String ROUND = "const k = storage.getKeyValueDataStore('keys'); k.put('k', { style, n: null }); "
            + "const c = storage.getCollectionDataStore('books'); c.add({ style }); "
            + "const said = { kept: k.get('k'), found: c.find('*').toArray().map(({ style }) => style) };";

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        restapp("app", "1", DECLARED, APP);
        restapp("other", "1", DECLARED, APP);
        restapp("small", "1", DECLARED, APP);
        write("points/annex.json", '{' + DECLARED + '}');
        write("points/operations.js",
                "const storage = require('annex/storage'); const style = 'webpoints'; "
                        + "module.exports = { '/round': { method: 'get', serialize: true, handler(callback) { " + ROUND
                        + " callback(said); } } };");
        write("gadget/annex.json",
                "{\"storage\": {\"keyValueDataStore\": [\"keys\"], \"collectionDataStore\": \"books\"}}");
        write("gadget/backend.ts",
                "import storage from 'annex/storage'; const style: string = 'widget'; "
                        + "export default (r: any) => { r.register('round', 'GET', (req: any, res: any) => { " + ROUND
                        + " res.send(said); }); };");
        write("helloworld/annex.json", '{' + DECLARED + '}');
        write("helloworld/helloworld.xml",
                "<extension type=\"plugin\" group=\"jbackend\"><name>helloworld</name><version>1.0.0</version>"
                        + "<files><filename plugin=\"helloworld\">helloworld.js</filename></files></extension>");
        write("helloworld/helloworld.js",
                "const storage = require('annex/storage'); const style = 'jbackend'; module.exports = { "
                        + "onRequestHelloWorld(module, response, status) { if (module !== 'helloworld') return true; "
                        + "status.moduleStack('helloworld'); " + ROUND
                        + " response.set({ status: 'ok', ...said }); return true; } };");
        JavaSources.addon(folder.resolve("probe"), "1",
                """
                        private Storage storage;
                        public void start(AddonContext context) { storage = context.service(Storage.class); }
                        private static String failure(Runnable action) {
                            try { action.run(); return "none"; } catch (ServiceException e) { return e.code() + ": " + e.getMessage(); }
                        }
                        public void endpoints(Router router) {
                            router.get("/round", exchange -> {
                                Storage.KeyValueStore keys = storage.keyValue("keys");
                                Storage.Collection books = storage.collection("books");
                                keys.put("k", "{\\"a\\":1,\\"b\\":2}");
                                String dsid = books.addAll("[{\\"n\\":1},{\\"n\\":2}]").replaceAll(".*dsid\\":\\"([0-9a-f]+).*", "$1");
                                String added = books.add("{\\"n\\":3}");
                                books.set(dsid, "{\\"m\\":1}");
                                exchange.send(keys.put("k", "{\\"a\\":null}") + keys.get("k") + books.get(dsid).contains("\\"m\\":1")
                                        + books.find("ds.double.n:[2 TO *]", 5, 0, List.of(new Storage.Order("n", true))).replaceAll("\\"ds[^}]*", "")
                                        + failure(() -> keys.get("none")) + failure(() -> storage.keyValue("none")) + failure(() -> books.find("(", 1, 0)));
                            });
                        }
                        """);
        write("probe/annex.json", '{' + DECLARED + '}');
        server = RunningServer.startIn("""
                java: true
                limits: {workers: 2, wall: 60 s, cpu: 20 s}
                addons: {small: {limits: {storage: 1 MB}}}
                jbackend: {endpoints: [{path: /jbackend, access: free}]}
                """, folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void write(String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void restapp(String id, String version, String more, String script) {
        write(id + "/manifest.json", "{\"id\": \"" + id + "\", \"version\": \"" + version
                + "\", \"name\": \"app\", \"type\": \"RestApp\", " + more + '}');
        write(id + "/index.js", script);
    }

    private static String run(String script) {
        return run("app", script);
    }

    private static String run(String app, String script) {
        HttpResponse<String> answer = Http.post(server.uri("/rest-api/" + app + "/run"), "text/plain", script);
        assertThat(answer.statusCode()).as(() -> answer.body() + server.log()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void keysAreMergedAndMissingOnesThrow() {
        assertThat(
                run("""
                        const first = keys.put('merged', { a: 1, b: { c: [1] }, at: new Date(0), f() {}, u: undefined });
                        const second = keys.put('merged', { a: null, b: 2 });
                        const removed = keys.remove('merged');
                        return [first, second, removed, failure(() => keys.get('merged')), failure(() => keys.remove('merged'))];"""))
                .isEqualTo(
                        """
                                [{"a":1,"b":{"c":[1]},"at":"1970-01-01T00:00:00.000Z"},{"b":2,"at":"1970-01-01T00:00:00.000Z"},\
                                {"b":2,"at":"1970-01-01T00:00:00.000Z"},\
                                "{\\"dataStore\\":\\"keys\\",\\"type\\":\\"item_not_found\\",\\"message\\":\\"keys: there is no item for the key merged\\"}",\
                                "{\\"dataStore\\":\\"keys\\",\\"type\\":\\"item_not_found\\",\\"message\\":\\"keys: there is no item for the key merged\\"}"]""");
        assertThat(run(
                "try { keys.get('none'); } catch (e) { return [Object.getPrototypeOf(e) === Object.prototype, Object.keys(e)]; }"))
                .isEqualTo("[true,[\"dataStore\",\"type\",\"message\"]]");
    }

    @Test
    void itemsOfACollectionHaveIdAndTime() {
        assertThat(
                run("""
                        const more = storage.getCollectionDataStore('more');
                        const before = Date.now();
                        const a = more.add({ n: 1, dsid: 'mine', dstimestamp: 5 });
                        const [b, c] = more.addAll([{ n: 2 }, { n: 3 }]);
                        const set = more.set(a.dsid, { ...a, n: null, m: 1, dsid: 'other' });
                        const all = more.find('*').toArray();
                        more.instantIndex(a.dsid);
                        const removed = more.remove(b.dsid);
                        const gone = [failure(() => more.get(b.dsid)), failure(() => more.set(b.dsid, {})), failure(() => more.get("x' OR 1=1"))];
                        const said = [typeof a.dsid, a.dstimestamp >= before, set.dstimestamp >= a.dstimestamp, set.dsid === a.dsid, set.n, set.m,
                          all[0].dsid === a.dsid, all.length, removed.n, gone.every((each) => JSON.parse(each).type === 'item_not_found'), more.get(c.dsid).n];
                        more.removeAll();
                        return [...said, more.find('*:*').length()];"""))
                .isEqualTo("[\"string\",true,true,true,null,1,true,3,2,true,3,0]");
    }

    @Test
    void whatIsFoundCanBeWalked() {
        assertThat(
                run("""
                        books.removeAll();
                        books.addAll(Array.from({ length: 25 }, (_, i) => ({ n: i, word: i % 2 ? 'odd' : 'even', group: i % 3 })));
                        const n = (result) => result.toArray().map((each) => each.n);
                        const walked = [];
                        for (const result = books.find('*', { count: 3, orderBy: { field: 'n', order: 'ASC' } }); result.hasNext();) walked.push(result.next().n);
                        const each = [], count = [];
                        const result = books.find('ds.analyzed.word:odd', { count: '2', skip: '1', orderBy: [{ field: 'ds.double.group', order: 'DESC' }, { field: 'n', order: 'desc' }] });
                        result.each((error, item) => each.push(error === undefined, item.n));
                        const length = result.length((error, number) => count.push(error === undefined, number));
                        return [books.find('*').length(), n(books.find('*', 100)).length, n(books.find('*', '3', 22)).length, n(books.find('ds.double.n:[3 TO 5]', { orderBy: { field: 'n', order: 'ASC' } })),
                          walked, each, count, length, result.next().n, n(books.find('*', 0)), JSON.stringify(books.find('ds.double.n:7')).includes('"n":7'), books.find('*', 1, 100).next() === undefined];"""))
                .isEqualTo("[10,25,3,[3,4,5],[0,1,2],[true,17,true,11],[true,2],2,17,[],true,true]");
    }

    /**
     * A callback is called before its method returns, and then nothing is thrown.
     */
    @Test
    void callbacksAndPromisesSayTheSame() {
        assertThat(
                run("""
                        const said = [];
                        const callback = (name) => (error, data) => said.push(name, error === undefined ? typeof data : error.type);
                        keys.put('called', { a: 1 }, callback('put'));
                        keys.get('called', callback('get'));
                        keys.get('none', callback('get'));
                        keys.remove('called', callback('remove'));
                        const item = books.add({ called: true }, callback('add'));
                        books.addAll([{ called: true }], callback('addAll'));
                        books.get(item.dsid, callback('get'));
                        books.set(item.dsid, { b: 1 }, callback('set'));
                        books.find('ds.analyzed.called:true', callback('find'));
                        books.find('ds.analyzed.called:true', 5, callback('find'));
                        books.find('(', { count: 1 }, callback('find'));
                        books.instantIndex(item.dsid, callback('index'));
                        books.remove(item.dsid, callback('remove'));
                        books.removeAll(callback('removeAll'));
                        return said.join(' ');"""))
                .isEqualTo(
                        "\"put object get object get item_not_found remove object add object addAll object get object set object find object find object find validation_failed index undefined remove object removeAll undefined\"");
        assertThat(
                run("""
                        const put = keys.putAsync('later', { a: 1 });
                        const all = [await_(put), keys.getAsync('none').catch((e) => JSON.stringify(e)), books.addAsync({ later: 1 }).then(({ dsid }) => books.setAsync(dsid, { more: 2 })).then(({ dsid }) => books.getAsync(dsid)).then(({ more }) => more)];
                        function await_(promise) { return promise instanceof Promise && promise; }
                        return Promise.all(all).then(async (given) => [...given, (await books.findAsync('ds.double.later:1')).length(), await keys.removeAsync('later')]);"""))
                .isEqualTo(
                        "[{\"a\":1},\"{\\\"dataStore\\\":\\\"keys\\\",\\\"type\\\":\\\"item_not_found\\\",\\\"message\\\":\\\"keys: there is no item for the key none\\\"}\",2,1,{\"a\":1}]");
    }

    @Test
    void whatCannotBeStoredIsRefused() {
        assertThat(Http.json(
                run("""
                        const many = (n) => Object.fromEntries(Array.from({ length: n }, (_, i) => ['p' + i, i]));
                        const cyclic = {}; cyclic.it = cyclic;
                        keys.put('many', many(50));
                        return [() => keys.put('many', { p50: 1 }), () => books.add(many(51)), () => keys.put('k', { ['k'.repeat(101)]: 1 }), () => keys.put('k'.repeat(101), {}),
                          () => keys.put('k', { v: 'x'.repeat(4999) }), () => keys.put('k', [1]), () => keys.put('k', 'text'), () => keys.put('k'), () => keys.put('', {}), () => keys.get(undefined),
                          () => keys.put('k\\0', {}), () => keys.put('k', cyclic), () => keys.put('k', { n: 1n }), () => books.addAll({}), () => books.addAll([1]),
                          () => books.find(), () => books.find('*', { count: -1 }), () => books.find('*', { orderBy: { field: 'n', order: 'UP' } }), () => books.find('ds.analyzed.a:'), () => books.find('ds.double.a:[1 TO x]')]
                          .map((action) => { const { dataStore, type, message } = JSON.parse(failure(action)); return `${dataStore} ${type} ${message}`; });"""))
                .valueStream().map(each -> each.asString()))
                .containsExactly("keys item_property_count_exceeded an item with 51 properties (expected: at most 50)",
                        "books item_property_count_exceeded an item with 51 properties (expected: at most 50)",
                        "keys validation_failed a property's key of 101 characters: kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk… (expected: at most 100)",
                        "keys validation_failed a key of 101 characters (expected: 1 to 100)",
                        "keys validation_failed property v: a value of 5001 characters of JSON (expected: at most 5000)",
                        "keys validation_failed the data is an array (expected: an object)",
                        "keys validation_failed the data is a text (expected: an object)",
                        "keys validation_failed the data is nothing that JSON can hold (expected: an object)",
                        "keys validation_failed key: an empty text, or one with NUL (expected: a text)",
                        "keys validation_failed key: undefined (expected: a text)",
                        "keys validation_failed key: an empty text, or one with NUL (expected: a text)",
                        "keys validation_failed the data is what JSON cannot hold: Converting circular structure to JSON\n    --> starting at object with constructor 'Object'\n    --- property 'it' closes the circle",
                        "keys validation_failed the data is what JSON cannot hold: Do not know how to serialize a BigInt",
                        "books validation_failed the data is an object (expected: an array of objects)",
                        "books validation_failed the data is a number (expected: an object)",
                        "books validation_failed books: query: missing (expected: a text such as ds.analyzed.name:word, or * for all)",
                        "books validation_failed books: count: -1 (expected: a number from 0)",
                        "books validation_failed books: orderBy: {\"field\":\"n\",\"order\":\"UP\"} (expected: {field: 'name', order: 'ASC' or 'DESC'})",
                        "books validation_failed books: query, column 15: the end (expected: a value after ds.analyzed.a:)",
                        "books validation_failed books: query, column 19: 'x' (expected: a number)");
    }

    @Test
    void aStoreIsDeclaredOrTheErrorNamesTheLine() {
        assertThat(run(
                "return [failure(() => storage.getKeyValueDataStore('books')), failure(() => storage.getCollectionDataStore('none')), failure(() => storage.getKeyValueDataStore())];"))
                .contains(
                        "key-value store 'books' is not declared (expected: \\\\\\\"storage\\\\\\\": {\\\\\\\"keyValueDataStore\\\\\\\": [\\\\\\\"books\\\\\\\"]} in manifest.json)",
                        "collection store 'none' is not declared", "illegal_method_call",
                        "a store's name: undefined (expected: a text)");
    }

    @Test
    void anAddonReachesItsOwnStoresAlone() {
        run("keys.put('secret', { mine: true }); books.add({ secret: 'mine' });");
        assertThat(run("other", "return [failure(() => keys.get('secret')), books.find('*').length()];"))
                .contains("item_not_found").endsWith(",0]");
        assertThat(run("return keys.get('secret').mine;")).isEqualTo("true");
    }

    @Test
    void whatAnAddonMayStoreIsBounded() {
        assertThat(run("small",
                """
                        let added = 0;
                        const said = failure(() => { for (; added < 1000; added++) books.add({ text: 'x'.repeat(4900) }); });
                        books.find('*', 5).each((error, { dsid }) => books.remove(dsid));
                        return [added > 190 && added < 215, JSON.parse(said).type, JSON.parse(said).message, books.addAll([{}, {}]).length];"""))
                .isEqualTo(
                        "[true,\"read_only\",\"all that the add-on stores together: more than 1048576 bytes (limits.storage); remove something first\",2]");
    }

    @Test
    void workersThatWriteOneKeyAtOnceLoseNoProperty() {
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, 40)
                .mapToObj(i -> Http.later(server.uri("/rest-api/app/append/hot/p" + i))).toList();
        assertThat(all).allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(200));
        assertThat(run("return Object.keys(keys.get('hot')).length;")).isEqualTo("40");
    }

    @Test
    void allStylesHaveIt() {
        String said = "\"kept\":{\"style\":\"STYLE\"},\"found\":[\"STYLE\"]";
        assertThat(Http.get(server.uri("/points/round")).body()).contains(said.replace("STYLE", "webpoints"));
        assertThat(Http.get(server.uri("/console/wb/round"), "widget-id", "gadget").body())
                .contains(said.replace("STYLE", "widget"));
        assertThat(Http.get(server.uri("/jbackend/get/helloworld/any")).body())
                .contains(said.replace("STYLE", "jbackend"));
        assertThat(Http.get(server.uri("/java/probe/round")).body()).isEqualTo(
                "{\"b\":2}{\"b\":2}true[{\"n\":3,},{\"n\":2,\"m\":1,}]item_not_found: keys: there is no item for the key none"
                        + "illegal_method_call: key-value store 'none' is not declared (expected: \"storage\": {\"keyValueDataStore\": [\"none\"]} in manifest.json)"
                        + "validation_failed: books: query, column 2: the end (expected: a clause such as ds.analyzed.name:word)");
    }

    /** As deploys do: from one version to the next, and over a time without. */
    @Test
    void whatIsStoredOutlivesItsVersion() throws IOException {
        restapp("moving", "1", DECLARED, APP + "router.get('/version', (req, res) => res.send('one'));");
        Waiting.until("it serves", () -> Http.get(server.uri("/rest-api/moving/version")).body().equals("one"));
        run("moving", "keys.put('kept', { a: 1 });");
        restapp("moving", "2", DECLARED, APP + "router.get('/version', (req, res) => res.send('two'));");
        Waiting.until("it serves", () -> Http.get(server.uri("/rest-api/moving/version")).body().equals("two"));
        assertThat(run("moving", "return keys.put('kept', { b: 1 });")).isEqualTo("{\"a\":1,\"b\":1}");
        ServerProcess.delete(folder.resolve("moving"));
        Waiting.until("it is gone", () -> Http.get(server.uri("/rest-api/moving/version")).statusCode() == 404);
        restapp("moving", "3", DECLARED, APP);
        Waiting.until("it serves",
                () -> Http.post(server.uri("/rest-api/moving/run"), "text/plain", "").statusCode() == 200);
        assertThat(run("moving", "return keys.get('kept');")).isEqualTo("{\"a\":1,\"b\":1}");
    }
}
