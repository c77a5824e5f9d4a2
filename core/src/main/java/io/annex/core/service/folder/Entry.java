package io.annex.core.service.folder;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder as it is seen.
 *
 * @param size
 *            bytes; 0 for a folder
 * @param modified
 *            milliseconds since 1970
 * @param tag
 *            which file it is: another one of the same name has another
 */
record Entry(String name, boolean isFolder, long size, long modified, String tag) {
    static Entry top() {
        return new Entry("", true, 0, 0, "");
    }

    /** None for what is neither. */
    static @Nullable Entry of(String name, @Nullable BasicFileAttributes found) {
        if (found == null || !found.isDirectory() && !found.isRegularFile()) {
            return null;
        }
        return new Entry(name, found.isDirectory(), found.isDirectory() ? 0 : found.size(),
                found.lastModifiedTime().toMillis(),
                Integer.toHexString(Objects.hash(found.creationTime(), found.fileKey())));
    }
}
