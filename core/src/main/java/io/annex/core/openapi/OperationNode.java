package io.annex.core.openapi;

import io.annex.core.addon.Endpoint;
import io.annex.core.addon.Operation;
import io.annex.core.addon.Parameter;
import io.annex.core.addon.Parameter.Place;
import io.annex.core.openapi.ApiPath.PathParameter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Describes one endpoint. A parameter that is looked for in several places is
 * described where a client would put it: in the path if the template has it,
 * else in the query, and where there is a body, there as well; then neither is
 * said to be required, but its description says that one of them is.
 */
final class OperationNode {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Set<String> SIMPLE = Set.of("number", "integer", "boolean", "null");
    private static final String PROBLEM = "#/components/responses/Problem";

    private final ObjectNode node;
    private final ArrayNode parameters;
    private final Endpoint endpoint;
    private final ApiPath path;
    private final ApiPath known;

    /**
     * @param path
     *            with the names of the endpoint's template
     * @param known
     *            the same with those that the document has
     */
    OperationNode(ObjectNode node, ArrayNode parameters, Endpoint endpoint, ApiPath path, ApiPath known) {
        this.node = node;
        this.parameters = parameters;
        this.endpoint = endpoint;
        this.path = path;
        this.known = known;
    }

    void fill() {
        Operation operation = endpoint.operation();
        if (operation != null && !operation.description().isEmpty()) {
            node.put("description", operation.description());
        }
        for (int i = 0; i < path.parameters().size(); i++) {
            pathParameter(path.parameters().get(i), known.parameters().get(i).name(), operation);
        }
        if (operation != null) {
            operation.parameters().forEach(this::parameter);
        } else if (WITH_BODY.contains(endpoint.method())) {
            node.putObject("requestBody").put("description", "What the add-on takes.").putObject("content")
                    .putObject("*/*");
        }
        if (endpoint.files() == null) {
            responses(operation);
        } else {
            fileResponses();
        }
    }

    private void pathParameter(PathParameter parameter, String name, @Nullable Operation operation) {
        Parameter declared = operation == null
                ? null
                : operation.parameters().stream()
                        .filter(each -> each.name().equals(parameter.name()) && each.places().contains(Place.ROUTE))
                        .findFirst().orElse(null);
        ObjectNode into = parameters.addObject().put("name", name).put("in", "path").put("required", true);
        if (parameter.rest()) {
            into.put("description", "The rest of the path, which may have slashes.");
        }
        if (declared == null) {
            into.putObject("schema").put("type", "string");
        } else {
            describe(into, declared.description());
            value(into, declared);
        }
    }

    private void parameter(Parameter parameter) {
        List<Place> places = parameter.places();
        if (places.contains(Place.HEADER)) {
            header(parameter);
            return;
        }
        if (places.contains(Place.ROUTE)
                && path.parameters().stream().anyMatch(each -> each.name().equals(parameter.name()))) {
            return;
        }
        boolean body = places.contains(Place.BODY) && WITH_BODY.contains(endpoint.method());
        boolean query = places.contains(Place.QUERY);
        if (query) {
            ObjectNode into = parameters.addObject().put("name", parameter.name()).put("in", "query").put("required",
                    parameter.required() && !body);
            describe(into,
                    parameter.description() + (body && parameter.required()
                            ? " Required here or in the body."
                            : body ? " Here or in the body." : ""));
            value(into, parameter);
        }
        if (body) {
            Stream.of("application/json", "application/x-www-form-urlencoded")
                    .forEach(type -> property(type, parameter, query));
        }
    }

    /** OpenAPI has other ways to describe these three. */
    private void header(Parameter parameter) {
        String name = parameter.name().toLowerCase(Locale.ROOT);
        boolean twice = parameters.valueStream().anyMatch(each -> each.path("in").asString().equals("header")
                && each.path("name").asString().equalsIgnoreCase(name));
        if (!twice && !Set.of("accept", "content-type", "authorization").contains(name)) {
            ObjectNode into = parameters.addObject().put("name", parameter.name()).put("in", "header").put("required",
                    parameter.required());
            describe(into, parameter.description());
            value(into, parameter);
        }
    }

    private void property(String type, Parameter parameter, boolean elsewhere) {
        ObjectNode schema = node.withObjectProperty("requestBody").withObjectProperty("content")
                .withObjectProperty(type).withObjectProperty("schema").put("type", "object");
        ObjectNode property = schema(parameter);
        describe(property, parameter.description());
        schema.withObjectProperty("properties").set(parameter.name(), property);
        if (parameter.required() && !elsewhere) {
            schema.withArrayProperty("required").add(parameter.name());
        }
    }

    private static void describe(ObjectNode into, String description) {
        if (!description.isBlank()) {
            into.put("description", description.strip());
        }
    }

    /**
     * A text that is read as JSON is described as that, unless it looks the same.
     */
    private static void value(ObjectNode into, Parameter parameter) {
        ObjectNode schema = schema(parameter);
        JsonNode type = schema.path("type");
        boolean simple = type.isString()
                ? SIMPLE.contains(type.asString())
                : type.isArray() && type.valueStream().allMatch(each -> SIMPLE.contains(each.asString()));
        if (parameter.deserialize() && !simple) {
            into.putObject("content").putObject("application/json").set("schema", schema);
        } else {
            into.set("schema", schema);
        }
    }

    private static ObjectNode schema(Parameter parameter) {
        ObjectNode schema = Schemas.read(parameter.schema());
        String value = parameter.defaultValue();
        if (value != null) {
            schema.set("default", JSON.readTree(value));
        }
        return schema;
    }

    private void responses(@Nullable Operation operation) {
        ObjectNode responses = node.putObject("responses");
        ObjectNode answer = responses.putObject("200").put("description", "What the add-on answers.");
        if (operation != null && operation.serialize()) {
            answer.putObject("content").putObject("application/json");
        }
        if (operation != null && operation.longRunning()) {
            responses.putObject("202").put("description", "It has begun; Location says where its result will be.");
        }
        if (operation != null && !operation.parameters().isEmpty()) {
            responses.putObject("400").put("description",
                    "A parameter is missing, or is not what its schema asks for.");
        }
        responses.putObject("default").put("$ref", PROBLEM);
    }

    private void fileResponses() {
        ObjectNode responses = node.putObject("responses");
        responses.putObject("200").put("description", "The file.").putObject("content").putObject("*/*");
        responses.putObject("206").put("description", "The ranges of it that were asked for.");
        responses.putObject("301").put("description", "It is a folder, whose path ends with a slash.");
        responses.putObject("304").put("description", "The client has it.");
        responses.putObject("404").put("$ref", PROBLEM);
        responses.putObject("default").put("$ref", PROBLEM);
    }
}
