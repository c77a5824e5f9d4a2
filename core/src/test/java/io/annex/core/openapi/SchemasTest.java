package io.annex.core.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemasTest {
    /** What an author writes, and what that is in draft 2020-12. */
    private static final String CASES = """
            {"type": "number"} => {"type": "number"}
            {"type": "any"} => {}
            {"type": "colour"} => {}
            {"type": ["string", "null"]} => {"type": ["string", "null"]}
            {"type": ["string", "string"]} => {"type": "string"}
            {"type": ["string", "any"]} => {}
            {"type": ["string", {"type": "object", "properties": {"a": {"required": true}}}]} => {"anyOf": [{"type": "string"}, {"type": "object", "properties": {"a": {}}, "required": ["a"]}]}
            {"properties": {"a": {"type": "string", "required": true}, "b": {"required": false}}} => {"properties": {"a": {"type": "string"}, "b": {}}, "required": ["a"]}
            {"required": ["a", "b"], "properties": {"a": {}}} => {"required": ["a", "b"], "properties": {"a": {}}}
            {"required": true, "type": "string"} => {"type": "string"}
            {"disallow": "string"} => {"not": {"type": "string"}}
            {"disallow": ["string", "number"]} => {"not": {"type": ["string", "number"]}}
            {"extends": {"type": "string"}} => {"allOf": [{"type": "string"}]}
            {"divisibleBy": 3} => {"multipleOf": 3}
            {"divisibleBy": 0} => {}
            {"minimum": 1, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": false} => {"exclusiveMinimum": 1, "maximum": 9}
            {"exclusiveMinimum": 1} => {"exclusiveMinimum": 1}
            {"dependencies": {"a": "b", "c": ["d", "e"], "f": {"type": "object"}}} => {"dependentRequired": {"a": ["b"], "c": ["d", "e"]}, "dependentSchemas": {"f": {"type": "object"}}}
            {"items": {"type": "string"}, "minItems": 1, "uniqueItems": true} => {"items": {"type": "string"}, "minItems": 1, "uniqueItems": true}
            {"items": [{"type": "string"}], "additionalItems": false} => {"prefixItems": [{"type": "string"}], "items": {"not": {}}}
            {"format": "ip-address"} => {"format": "ipv4"}
            {"format": "email", "pattern": "^a", "maxLength": 3, "title": "t", "description": "d", "default": 1} => {"format": "email", "pattern": "^a", "maxLength": 3, "title": "t", "description": "d", "default": 1}
            {"maxLength": -1, "pattern": 5, "enum": "x", "minimum": "1", "uniqueItems": "yes", "unknown": {}} => {}
            {"$ref": "https://elsewhere.example/x.json"} => {"$comment": "a reference was left out"}
            {"properties": {"a": {"$ref": "#"}}} => {"properties": {"a": {"$comment": "a reference was left out"}}}
            {"patternProperties": {"^x": {"type": "any"}}, "additionalProperties": false} => {"patternProperties": {"^x": {}}, "additionalProperties": {"not": {}}}
            {"$schema": "http://json-schema.org/draft-07/schema#", "if": {"const": 1}, "then": true, "oneOf": [{"enum": [1, "a"]}]} => {"if": {"const": 1}, "then": {}, "oneOf": [{"enum": [1, "a"]}]}
            """;

    private static final JsonMapper JSON = JsonMapper.shared();

    private static Iterable<?> flawsOf(JsonNode schema) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                .validate(schema);
    }

    @TestFactory
    Stream<DynamicTest> draft03IsTranslated() {
        return CASES.lines().map(line -> DynamicTest.dynamicTest(line, () -> {
            String[] sides = line.split(" => ", -1);
            JsonNode translated = Schemas.read(sides[0]);
            assertThat(translated).isEqualTo(JSON.readTree(sides[1]));
            assertThat(flawsOf(translated)).isEmpty();
        }));
    }

    @Test
    void whatIsNestedTooDeepIsLeftOut() {
        String deep = "{\"items\":".repeat(400) + "{}" + "}".repeat(400);
        assertThat(Schemas.read(deep).toString()).hasSizeLessThan(1000).contains("was left out");
    }
}
