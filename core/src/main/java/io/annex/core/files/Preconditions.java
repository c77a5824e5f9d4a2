package io.annex.core.files;

import io.annex.core.http.EntityTags;
import io.annex.core.http.HeaderFields;
import org.jspecify.annotations.Nullable;

/**
 * Conditional requests (RFC 9110, section 13.2.2), in the order given there.
 */
final class Preconditions {
    /** What they come to. */
    enum Outcome {
        /** Send it. */
        MET,
        /** 304. */
        NOT_MODIFIED,
        /** 412. */
        FAILED
    }

    private Preconditions() {
    }

    /** For GET and HEAD of a file that exists. */
    static Outcome of(HeaderFields request, Validators file) {
        String ifMatch = request.first("if-match");
        if (ifMatch != null) {
            if (!EntityTags.isListed(ifMatch, file.tag(), true)) {
                return Outcome.FAILED;
            }
        } else {
            Long unmodifiedSince = date(request.first("if-unmodified-since"));
            if (unmodifiedSince != null && file.seconds() > unmodifiedSince) {
                return Outcome.FAILED;
            }
        }
        String ifNoneMatch = request.first("if-none-match");
        if (ifNoneMatch != null) {
            return EntityTags.isListed(ifNoneMatch, file.tag(), false) ? Outcome.NOT_MODIFIED : Outcome.MET;
        }
        Long modifiedSince = date(request.first("if-modified-since"));
        return modifiedSince != null && file.seconds() <= modifiedSince ? Outcome.NOT_MODIFIED : Outcome.MET;
    }

    /**
     * Whether {@code Range} counts (section 13.1.5). A date is as good as a tag
     * here: see {@link Validators}.
     */
    static boolean rangeCounts(HeaderFields request, Validators file) {
        String ifRange = request.first("if-range");
        if (ifRange == null) {
            return true;
        }
        String condition = ifRange.strip();
        if (condition.startsWith("\"") || condition.startsWith("W/")) {
            return condition.equals(file.tag());
        }
        Long date = date(condition);
        return date != null && date == file.seconds();
    }

    private static @Nullable Long date(@Nullable String field) {
        return field == null ? null : HttpDates.read(field);
    }
}
