package io.annex.core.service.folder;

import io.annex.core.service.OpRefused;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;

/**
 * Removes a file, or a folder.
 *
 * @param all
 *            whether a folder goes with what is in it
 * @param gone
 *            told of each that is gone
 */
record Removal(boolean all, Consumer<BasicFileAttributes> gone) {
    private static final int DEEPEST = 64;

    void remove(Place place, Path name, BasicFileAttributes found, FilePath path) throws IOException, OpRefused {
        remove(place, name, found, path, 0);
    }

    private void remove(Place place, Path name, BasicFileAttributes found, FilePath path, int depth)
            throws IOException, OpRefused {
        if (!found.isDirectory()) {
            // A link too: it is the link that goes.
            place.deleteFile(name);
            gone.accept(found);
            return;
        }
        if (all && depth < DEEPEST) {
            try (Place below = place.below(name)) {
                if (below != null) {
                    removeAll(below, path, depth + 1);
                }
            }
        }
        try {
            place.deleteFolder(name);
            gone.accept(found);
        } catch (DirectoryNotEmptyException e) {
            throw new OpRefused("not_empty", "the folder '" + path + "' is not empty");
        }
    }

    private void removeAll(Place place, FilePath path, int depth) throws IOException, OpRefused {
        for (Path each : place.names()) {
            BasicFileAttributes found = place.find(each);
            if (found != null) {
                remove(place, each, found, path, depth);
            }
        }
    }
}
