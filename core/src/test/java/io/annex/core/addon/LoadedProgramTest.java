package io.annex.core.addon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadedProgramTest {
    private static LoadedProgram read(String loaded) throws InvalidAddon {
        return LoadedProgram.read(loaded, any -> Declarations.NONE);
    }

    @Test
    void endpointsKeepTheirOrder() throws Exception {
        LoadedProgram program = read("""
                {"endpoints": [{"method": "GET", "path": "/a/:b", "body": "text"},
                               {"method": "PUT", "path": "/", "body": "bytes"}], "warnings": ["w"]}""");
        assertThat(program.endpoints()).containsExactly(new Endpoint(0, "GET", "/a/:b", true, Endpoint.Reach.TEMPLATE),
                new Endpoint(1, "PUT", "/", false, Endpoint.Reach.TEMPLATE));
        assertThat(program.warnings()).containsExactly("w");
    }

    @Test
    void aScriptForBrowsersIsOneOfFour() throws Exception {
        assertThat(clientScript("")).isEqualTo(new ClientScript.None());
        assertThat(clientScript(", \"clientScript\": {}")).isEqualTo(new ClientScript.AsWritten());
        assertThat(clientScript(", \"clientScript\": {\"code\": \"f()\"}")).isEqualTo(new ClientScript.Compiled("f()"));
        assertThat(clientScript(", \"clientScript\": {\"error\": \"no\", \"code\": 1}"))
                .isEqualTo(new ClientScript.Broken("no"));
        assertThat(clientScript(", \"clientScript\": \"f()\"")).isEqualTo(new ClientScript.None());
    }

    private static ClientScript clientScript(String field) throws InvalidAddon {
        return read("{\"endpoints\": []" + field + "}").clientScript();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                                                     | what the add-on declares cannot be read
            []                                                    | endpoints: missing (expected: a list)
            {"endpoints": {"length": 1}}                          | endpoints: object (expected: a list)
            {"endpoints": [null]}                                 | endpoint 1: method: missing (expected: a text)
            {"endpoints": [{"method": 1, "path": "/"}]}           | endpoint 1 (/): method: number (expected: a text)
            {"endpoints": [{"method": {}, "path": "/"}]}          | endpoint 1 (/): method: object (expected: a text)
            {"endpoints": [{"method": "GET\\r\\nX: y", "path": "/"}]} | endpoint 1 (GET??X: y /): method: GET??X: y (expected: GET, POST
            {"endpoints": [{"method": "GET", "path": "a"}]}       | endpoint 1 (GET a): path: a (expected: begins with /
            {"endpoints": [{"method": "GET", "path": "/\\u001b"}]} | endpoint 1 (GET /?): path: /? (expected: begins with /, no control
            {"endpoints": [{"method": "GET", "path": "/", "reach": "below"}]} | endpoint 1 (GET /): path: / (expected: one segment
            {"endpoints": [{"method": "GET", "path": "/", "files": {}}]} | endpoint 1 (GET /): files: folder (expected: a path from
            {"endpoints": [{"method": "GET", "path": "/", "files": {"folder": "../x"}}]} | endpoint 1 (GET /): files: folder: ../x (expected: inside
            {"endpoints": [], "listeners": {}}                    | listeners: object (expected: a list)
            {"endpoints": [], "listeners": [{"name": "a"}, null]} | listener 2: name:  (expected: 1 to 200 letters
            {"endpoints": [], "listeners": [{"name": "a\\nb"}]}   | listener 1: name: a?b (expected: 1 to 200 letters
            """)
    void whatCannotBeServedIsRefused(String loaded, String message) {
        assertThatThrownBy(() -> read(loaded)).isInstanceOf(InvalidAddon.class).hasMessageContaining(message);
    }

    @Test
    void aListenerHearsItsNameAndWhatIsBelowIt() throws Exception {
        Listener order = read("{\"endpoints\": [], \"listeners\": [{\"name\": \"order\"}]}").listeners().getFirst();
        assertThat(List.of("order", "order:new", "order:new:x", "order:")).allMatch(order::hears);
        assertThat(List.of("orders", "orde", "ORDER", "new:order", "")).noneMatch(order::hears);
    }

    @Test
    void listenersAreBounded() {
        assertThatThrownBy(() -> read("{\"endpoints\": [], \"listeners\": ["
                + "{\"name\": \"a\"},".repeat(LoadedProgram.MOST_LISTENERS) + "null]}"))
                .hasMessageContaining("listeners: the add-on has 1001 (expected: at most 1000)");
        assertThatThrownBy(() -> read("{\"endpoints\": [], \"listeners\": [{\"name\": \""
                + "a".repeat(LoadedProgram.LONGEST_NAME + 1) + "\"}]}")).hasMessageContaining("listener 1: name: ");
    }

    @Test
    void endpointsAndTheirPathsAreBounded() {
        assertThatThrownBy(() -> read("{\"endpoints\": ["
                + "{\"method\": \"GET\", \"path\": \"/\"},".repeat(LoadedProgram.MOST_ENDPOINTS) + "null]}"))
                .hasMessage("endpoints: the add-on has 5001 (expected: at most 5000; paths with parameters, such as"
                        + " /item/:id, take fewer)");
        assertThatThrownBy(
                () -> read("{\"endpoints\": [{\"method\": \"GET\", \"path\": \"/%s\"}]}".formatted("x".repeat(2000))))
                .hasMessage(
                        "endpoint 1 (GET /" + "x".repeat(75) + "…): path: 2001 characters (expected: at most 2000)");
    }

    private static String withOperation(String operation) {
        return "{\"endpoints\": [{\"method\": \"GET\", \"path\": \"/\", \"operation\": " + operation
                + "}], \"warnings\": []}";
    }

    @Test
    void operationsAreRead() throws Exception {
        Operation operation = read(withOperation("""
                {"description": "d", "serialize": true, "parameters": [
                  {"name": "a", "places": ["route", "nowhere", "query", "query"], "required": true, "default": null,
                   "schema": {"type": "string"}, "deserialize": true, "description": "e"},
                  {}]}""")).endpoints().getFirst().operation();
        assertThat(operation).isEqualTo(new Operation("d",
                java.util.List.of(
                        new Parameter("a", java.util.List.of(Parameter.Place.ROUTE, Parameter.Place.QUERY), true,
                                "null", "{\"type\":\"string\"}", true, "e"),
                        new Parameter("", java.util.List.of(), false, null, null, false, "")),
                true, false));
    }

    @Test
    void operationsAreBounded() {
        String parameter = "{\"name\": \"a\", \"schema\": {\"title\": \"" + "x".repeat(60_000) + "\"}}";
        assertThatThrownBy(
                () -> read(withOperation("{\"parameters\": [" + (parameter + ',').repeat(30) + parameter + "]}")))
                .hasMessage(
                        "operations: their descriptions and schemas together are too long (expected: at most 1048576"
                                + " characters)");
        assertThatThrownBy(
                () -> read(withOperation("{\"parameters\": [" + parameter.replace("title", "x".repeat(9000)) + "]}")))
                .hasMessageStartingWith("endpoint 1 (GET /): parameter a: schema: 6")
                .hasMessageEndingWith("(expected: at most 65536)");
        assertThatThrownBy(() -> read(withOperation("{\"parameters\": [" + "{},".repeat(100) + "{}]}")))
                .hasMessage("endpoint 1 (GET /): its operation has 101 parameters (expected: at most 100)");
        assertThatThrownBy(() -> read(withOperation("{\"description\": \"" + "x".repeat(4001) + "\"}")))
                .hasMessage("endpoint 1 (GET /): description: 4001 characters (expected: at most 4000)");
    }
}
