package io.annex.core.files;

import java.util.concurrent.TimeUnit;

/**
 * What tells one state of a file from another (RFC 9110, section 8.8).
 *
 * <p>
 * The tag is strong. Size and time of modification would not do for a file that
 * may be altered in the same instant, but a version's files are copies that the
 * host has written once and nobody alters: another content is another version,
 * whose copy has a time of its own, in nanoseconds. The author's own times
 * would not do either: builds that can be reproduced give all files the same.
 *
 * @param tag
 *            with its quotes
 * @param seconds
 *            since 1970
 * @param lastModified
 *            the same as a header field has it
 */
record Validators(String tag, long seconds, String lastModified) {
    static Validators of(long size, long modifiedNanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(modifiedNanos);
        return new Validators('"' + Long.toHexString(size) + '-' + Long.toHexString(modifiedNanos) + '"', seconds,
                HttpDates.write(seconds));
    }
}
