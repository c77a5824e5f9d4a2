package io.annex.core.openapi;

import io.annex.core.addon.Endpoint;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Describes the endpoints of add-ons as one OpenAPI 3.1 document. The same
 * add-ons give the same document, whatever the order in which they were
 * deployed.
 *
 * <p>
 * Two things have no place in OpenAPI. Add-ons that share a mount and are told
 * apart by a header are one operation with all their tags, and the header's
 * values are listed. Templates that differ in their parameters' names alone are
 * one path, with the names of the first.
 */
public final class OpenApi {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch",
            "trace");

    private final ObjectNode document = JSON.createObjectNode();
    private final ObjectNode paths;
    private final ArrayNode tags;
    private final Map<String, ApiPath> byShape = new HashMap<>();
    private final Set<String> ids = new HashSet<>();

    private OpenApi(String annexVersion) {
        document.put("openapi", "3.1.0");
        document.putObject("info").put("title", "Annex").put("version", annexVersion).put("description",
                "The endpoints of the add-ons that are deployed.");
        document.putArray("servers").addObject().put("url", "/");
        tags = document.putArray("tags");
        paths = document.putObject("paths");
        ObjectNode components = document.putObject("components");
        ObjectNode problem = components.putObject("schemas").putObject("Problem").put("type", "object")
                .put("description", "A problem document (RFC 9457).").putObject("properties");
        problem.putObject("title").put("type", "string");
        problem.putObject("status").put("type", "integer");
        problem.putObject("detail").put("type", "string");
        problem.putObject("reason").put("type", "string").put("description", "Which limit stopped the add-on.");
        problem.putObject("incident").put("type", "string").put("description", "The id under which it is logged.");
        components.putObject("responses").putObject("Problem")
                .put("description", "Annex could not let the add-on answer, or the add-on failed.").putObject("content")
                .putObject("application/problem+json").putObject("schema").put("$ref", "#/components/schemas/Problem");
    }

    /**
     * The document, as JSON.
     *
     * @param annexVersion
     *            stands as the document's version
     */
    public static String document(Collection<Version> versions, String annexVersion) {
        OpenApi api = new OpenApi(annexVersion);
        versions.stream().sorted(Comparator.comparing(Version::addon)).forEach(api::describe);
        return api.document.toString();
    }

    private void describe(Version version) {
        ObjectNode tag = tags.addObject().put("name", version.addon());
        JsonNode info = JSON.readTree(version.manifest().info());
        String said = info.path("description").asString("");
        tag.put("description", "Version " + version.manifest().version() + " at " + version.mountPath()
                + (said.isEmpty() ? "" : ". " + said));
        for (Endpoint endpoint : version.endpoints()) {
            for (ApiPath path : ApiPath.of(version.mountPath(), endpoint)) {
                describe(version, endpoint, path);
            }
        }
    }

    private void describe(Version version, Endpoint endpoint, ApiPath path) {
        String method = endpoint.method().toLowerCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            return;
        }
        ApiPath known = byShape.computeIfAbsent(path.shape(), shape -> path);
        ObjectNode item = paths.withObjectProperty(known.template());
        if (item.get(method) instanceof ObjectNode before) {
            // The first that was registered answers, unless a header tells them apart.
            if (version.mountPolicy() instanceof MountPolicy.Shared) {
                shares(version, before);
            }
            return;
        }
        ObjectNode operation = item.putObject(method);
        operation.putArray("tags").add(version.addon());
        operation.put("operationId", id(version, method, path));
        ArrayNode parameters = operation.putArray("parameters");
        if (version.mountPolicy() instanceof MountPolicy.Shared shared) {
            ObjectNode header = parameters.addObject().put("name", shared.header()).put("in", "header")
                    .put("required", true).put("description", "Names the add-on.");
            header.putObject("schema").put("type", "string").putArray("enum").add(version.addon());
        }
        new OperationNode(operation, parameters, endpoint, path, known).fill();
    }

    private static void shares(Version version, ObjectNode operation) {
        ArrayNode operationTags = operation.withArrayProperty("tags");
        if (operationTags.valueStream().noneMatch(each -> each.asString().equals(version.addon()))) {
            operationTags.add(version.addon());
            operation.path("parameters").path(0).path("schema").withArrayProperty("enum").add(version.addon());
        }
    }

    /** The same as long as the add-on registers the same endpoints. */
    private String id(Version version, String method, ApiPath path) {
        String mount = version.mountPath();
        String owner = version.mountPolicy() instanceof MountPolicy.Shared ? mount : version.addon();
        String plain = word(owner) + '_' + method + '_' + word(path.template().substring(mount.length()));
        String id = plain.replaceAll("_$", "");
        for (int i = 2; !ids.add(id); i++) {
            id = plain + '_' + i;
        }
        return id;
    }

    private static String word(String text) {
        return String.join("_",
                List.of(text.split("[^A-Za-z0-9]+", -1)).stream().filter(each -> !each.isEmpty()).toList());
    }
}
