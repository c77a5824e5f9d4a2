package io.annex.core.addon;

import io.annex.core.files.ServedFolder;
import org.jspecify.annotations.Nullable;

/**
 * What an add-on answers: a method and a path template.
 *
 * @param index
 *            its place in the order of registration, by which the guest knows
 *            it
 * @param method
 *            upper-case HTTP method
 * @param template
 *            path below the mount, e.g. {@code /user/:id}
 * @param textBody
 *            whether a textual request body goes to the guest as text, and a
 *            multipart one taken apart; otherwise all bodies are bytes
 * @param reach
 *            which paths it answers
 * @param files
 *            the folder whose files it answers with, without the guest: then it
 *            answers all paths below its template too; {@code null} for none
 * @param operation
 *            what the add-on says of it, or {@code null} for nothing
 */
public record Endpoint(int index, String method, String template, boolean textBody, Reach reach,
        @Nullable ServedFolder files, @Nullable Operation operation) {
    public Endpoint(int index, String method, String template, boolean textBody, Reach reach) {
        this(index, method, template, textBody, reach, null, null);
    }

    /** Which paths an endpoint answers. */
    public enum Reach {
        /** Those of its template. */
        TEMPLATE,
        /**
         * Its template's one segment, in any case, and all paths below it. The segment
         * has no parameters, and as it was received it is the one value.
         */
        BELOW,
        /**
         * Those of its template, whose segments are found in any case. A last segment
         * {@code *} stands for all that is below. The guest takes the values out of the
         * path itself.
         */
        EXPRESS
    }
}
