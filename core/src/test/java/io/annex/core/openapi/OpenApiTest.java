package io.annex.core.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.annex.core.Parts;
import io.annex.core.deploy.Deployments;
import io.annex.core.deploy.FakeEngine;
import io.annex.core.restapp.RestappStyle;
import io.annex.core.source.Samples;
import io.annex.core.widget.WidgetStyle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String OPERATIONS = """
            {"endpoints": [
              {"method": "GET", "path": "/sum", "operation": {"description": "Adds.", "serialize": true, "parameters": [
                {"name": "a", "places": ["route", "query", "body"], "required": true, "deserialize": true, "schema": {"type": "number"}, "description": "the first"},
                {"name": "b", "places": ["route", "query", "body"], "default": 5, "deserialize": true, "schema": {"type": ["number", "object"]}},
                {"name": "X-Trace", "places": ["header"], "required": true},
                {"name": "x-trace", "places": ["header"]},
                {"name": "Authorization", "places": ["header"]}]}},
              {"method": "POST", "path": "/item/:id", "operation": {"longRunning": true, "parameters": [
                {"name": "id", "places": ["route", "query", "body"], "required": true, "schema": {"type": "string", "required": true}},
                {"name": "what", "places": ["route", "query", "body"], "required": true, "schema": {"type": "object", "properties": {"n": {"required": true}}}},
                {"name": "only", "places": ["body"], "required": true}]}},
              {"method": "DELETE", "path": "/item/:key"},
              {"method": "GET", "path": "/item/:again"},
              {"method": "GET", "path": "/item/id"},
              {"method": "GET", "path": "/item-id"},
              {"method": "GET", "path": "/a/:b?"},
              {"method": "GET", "path": "/wild/*"},
              {"method": "GET", "path": "/größe {x}"},
              {"method": "GET", "path": "/static", "files": {"folder": "public"}},
              {"method": "PUT", "path": "/item/:id"},
              {"method": "PROPFIND", "path": "/dav"}
            ], "warnings": []}
            """;

    @TempDir
    private Path temp;
    private Deployments deployments;

    @BeforeEach
    void open() throws IOException {
        deployments = new Parts(temp, new FakeEngine(), new RestappStyle(), new WidgetStyle()).deployments();
    }

    private void deploy(String name, String program) throws Exception {
        Path folder = Samples.folder(temp.resolve(name), name, "1");
        Files.writeString(folder.resolve("index.js"), program);
        deployments.deploy(folder);
    }

    private void widget(String name) throws Exception {
        Path folder = Files.createDirectories(temp.resolve(name));
        Files.writeString(folder.resolve("backend.js"),
                "{\"endpoints\": [{\"method\": \"GET\", \"path\": \"/status\", \"reach\": \"below\"}], \"warnings\": []}");
        deployments.deploy(folder);
    }

    /** Of the document that is valid by OpenAPI's own schema. */
    private JsonNode document() throws IOException {
        JsonNode document = JSON.readTree(OpenApi.document(deployments.active(), "1.2.3"));
        try (InputStream schema = OpenApiTest.class.getResourceAsStream("/openapi/schema-3.1.json")) {
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(JSON.readTree(schema)).validate(document)).as(document.toPrettyString()).isEmpty();
        }
        List<String> ids = document.path("paths").valueStream().flatMap(JsonNode::valueStream)
                .map(each -> each.path("operationId").asString("")).toList();
        assertThat(ids).doesNotHaveDuplicates().doesNotContain("");
        return document;
    }

    private static void isEqual(JsonNode node, String json) {
        assertThat(node).isEqualTo(JSON.readTree(json));
    }

    @Test
    void withoutAddonsItIsValidAndEmpty() throws Exception {
        assertThat(document().path("paths").isEmpty()).isTrue();
    }

    @Test
    void operationsAreDescribed() throws Exception {
        deploy("my app", OPERATIONS);
        JsonNode paths = document().path("paths");
        assertThat(paths.propertyNames()).containsExactlyInAnyOrder("/rest-api/my%20app/sum",
                "/rest-api/my%20app/item/{id}", "/rest-api/my%20app/item/id", "/rest-api/my%20app/item-id",
                "/rest-api/my%20app/a", "/rest-api/my%20app/a/{b}", "/rest-api/my%20app/wild/{path}",
                "/rest-api/my%20app/gr%C3%B6%C3%9Fe%20%7Bx%7D", "/rest-api/my%20app/static/{path}");
        JsonNode sum = paths.path("/rest-api/my%20app/sum").path("get");
        assertThat(sum.path("description").asString()).isEqualTo("Adds.");
        assertThat(sum.path("operationId").asString()).isEqualTo("my_app_get_sum");
        isEqual(sum.path("tags"), "[\"my app\"]");
        isEqual(sum.path("parameters"),
                """
                        [{"name": "a", "in": "query", "required": true, "description": "the first", "schema": {"type": "number"}},
                         {"name": "b", "in": "query", "required": false, "content": {"application/json": {"schema": {"type": ["number", "object"], "default": 5}}}},
                         {"name": "X-Trace", "in": "header", "required": true, "schema": {}}]""");
        assertThat(sum.has("requestBody")).isFalse();
        assertThat(sum.path("responses").propertyNames()).containsExactly("200", "400", "default");
        isEqual(sum.path("responses").path("200").path("content"), "{\"application/json\": {}}");

        JsonNode item = paths.path("/rest-api/my%20app/item/{id}");
        assertThat(item.propertyNames()).containsExactlyInAnyOrder("post", "delete", "get", "put");
        isEqual(item.path("post").path("parameters"), """
                [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                 {"name": "what", "in": "query", "required": false, "description": "Required here or in the body.",
                  "schema": {"type": "object", "properties": {"n": {}}, "required": ["n"]}}]""");
        isEqual(item.path("post").path("requestBody").path("content").path("application/json").path("schema"),
                """
                        {"type": "object", "properties": {"what": {"type": "object", "properties": {"n": {}}, "required": ["n"]}, "only": {}},
                         "required": ["only"]}""");
        assertThat(item.path("post").path("responses").has("202")).isTrue();
        isEqual(item.path("delete").path("parameters"),
                "[{\"name\": \"id\", \"in\": \"path\", \"required\": true, \"schema\": {\"type\": \"string\"}}]");
        assertThat(paths.path("/rest-api/my%20app/item/id").path("get").path("operationId").asString())
                .isEqualTo("my_app_get_item_id");
        assertThat(paths.path("/rest-api/my%20app/item-id").path("get").path("operationId").asString())
                .isEqualTo("my_app_get_item_id_2");
        assertThat(paths.path("/rest-api/my%20app/static/{path}").path("get").path("responses").propertyNames())
                .contains("206", "304");
    }

    @Test
    void addonsThatShareAMountAreOneOperation() throws Exception {
        widget("weather");
        widget("clock");
        JsonNode document = document();
        JsonNode status = document.path("paths").path("/console/wb/status").path("get");
        isEqual(status.path("tags"), "[\"clock\", \"weather\"]");
        isEqual(status.path("parameters"), """
                [{"name": "widget-id", "in": "header", "required": true, "description": "Names the add-on.",
                  "schema": {"type": "string", "enum": ["clock", "weather"]}}]""");
        assertThat(document.path("tags").valueStream().map(each -> each.path("name").asString()))
                .containsExactly("clock", "weather");
    }

    @Test
    void theOrderOfDeploymentDoesNotMatter() throws Exception {
        deploy("b", Samples.ENDPOINTS);
        deploy("a", OPERATIONS);
        String first = OpenApi.document(deployments.active(), "1");
        deployments.remove(temp.resolve("b"));
        deploy("b", Samples.ENDPOINTS);
        assertThat(OpenApi.document(deployments.active(), "1")).isEqualTo(first);
    }
}
