package io.annex.core.service.script;

import io.annex.core.service.OpRefused;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a version, as its modules are found: paths begin at the
 * version's root and never lead out of it.
 */
record AddonSources(Path root) {
    /** What crosses at once. */
    static final int PART = 1 << 20;

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

    /**
     * What a file or folder is: {@code file} or {@code dir}, its size and the time
     * of its last change in ms, separated by NUL; empty when there is neither.
     */
    String describe(String path) {
        try {
            BasicFileAttributes is = Files.readAttributes(resolve(path), BasicFileAttributes.class);
            String kind = is.isRegularFile() ? "file" : is.isDirectory() ? "dir" : "";
            return kind.isEmpty() ? "" : kind + '\0' + is.size() + '\0' + is.lastModifiedTime().toMillis();
        } catch (OpRefused | IOException e) {
            return "";
        }
    }

    /** The names in a folder, sorted and separated by NUL. */
    String list(String path) throws OpRefused {
        try (Stream<Path> all = Files.list(resolve(path))) {
            return all.map(each -> String.valueOf(each.getFileName())).sorted().collect(Collectors.joining("\0"));
        } catch (IOException e) {
            throw unreadable(path);
        }
    }

    /**
     * A part of a file: {@code from \0 length \0 path}; what there is of it, at
     * most {@value #PART} bytes.
     */
    byte[] part(String text) throws OpRefused {
        int first = text.indexOf('\0');
        int second = text.indexOf('\0', first + 1);
        String path = text.substring(second + 1);
        try (SeekableByteChannel channel = Files.newByteChannel(resolve(path))) {
            long from = Long.parseLong(text.substring(0, first));
            long asked = Math.clamp(Long.parseLong(text.substring(first + 1, second)), 0, PART);
            int length = (int) Math.clamp(channel.size() - from, 0L, asked);
            ByteBuffer part = ByteBuffer.allocate(length);
            channel.position(from);
            while (part.hasRemaining() && channel.read(part) >= 0) {
                // until it is full
            }
            return Arrays.copyOf(part.array(), part.position());
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(path);
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
