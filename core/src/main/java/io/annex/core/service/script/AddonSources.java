package io.annex.core.service.script;

import io.annex.core.service.OpRefused;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The files of a version, as its modules are found: paths begin at the
 * version's root and never lead out of it.
 */
record AddonSources(Path root) {

    /** The text of a file; fails when there is none. */
    String text(String path) throws OpRefused {
        return text(path, bytes(path));
    }

    byte[] bytes(String path) throws OpRefused {
        try {
            return Files.readAllBytes(resolve(path));
        } catch (IOException e) {
            throw unreadable(path);
        }
    }

    /** The text that these bytes of a file are. */
    static String text(String path, byte[] bytes) throws OpRefused {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw unreadable(path);
        }
    }

    private static OpRefused unreadable(String path) {
        return new OpRefused("Cannot read '" + path + "': not a text file of the add-on");
    }

    /** {@code file}, {@code dir}, or empty when there is neither. */
    String stat(String path) {
        try {
            Path file = resolve(path);
            return Files.isRegularFile(file) ? "file" : Files.isDirectory(file) ? "dir" : "";
        } catch (OpRefused e) {
            return "";
        }
    }

    private Path resolve(String path) throws OpRefused {
        try {
            Path file = root.resolve(path.substring(path.startsWith("/") ? 1 : 0)).normalize();
            if (file.startsWith(root) && isInside(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            // falls through: no such file
        }
        throw new OpRefused("Cannot read '" + path + "': outside the add-on");
    }

    private boolean isInside(Path file) {
        try {
            return !Files.exists(file, LinkOption.NOFOLLOW_LINKS) || file.toRealPath().startsWith(root.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }
}
