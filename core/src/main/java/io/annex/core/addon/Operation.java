package io.annex.core.addon;

import java.util.List;

/**
 * What an add-on says of an endpoint: data for people and for OpenAPI.
 * Immutable.
 *
 * @param description
 *            a text for people; may be empty
 * @param parameters
 *            in the order of declaration
 * @param serialize
 *            whether its answers are JSON
 * @param longRunning
 *            whether it answers 202, and later with a result
 */
public record Operation(String description, List<Parameter> parameters, boolean serialize, boolean longRunning) {
}
