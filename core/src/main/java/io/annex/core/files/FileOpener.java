package io.annex.core.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/**
 * Opens files below a folder without following a link.
 *
 * <p>
 * To check a path ({@code toRealPath}) and to open it then leaves a moment in
 * which a folder or the file can be put in exchange for a link. So the path is
 * walked from open folder to open folder ({@code openat(2)} with
 * {@code O_NOFOLLOW}): what was looked at is what is opened, whatever happens
 * to its name. Add-ons have no links, see staging; so one that is there is
 * nobody's wish, also where it would lead to a place inside.
 *
 * <p>
 * What is no regular file is not opened: a fifo would not return. Blocks on the
 * disk; thread-safe.
 */
final class FileOpener {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private FileOpener() {
    }

    /** What is at a path. */
    sealed interface Found {
        /**
         * A regular file, open.
         *
         * @param modified
         *            nanoseconds since 1970
         */
        record File(FileChannel channel, String name, long size, long modified) implements Found {
        }

        record Folder() implements Found {
        }

        /** Nothing, or nothing that may be served. */
        record Nothing() implements Found {
        }
    }

    /** Opens what is at {@code segments} below {@code root}. */
    static Found open(Path root, List<String> segments) {
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            if (!(folder instanceof SecureDirectoryStream<Path> secure)) {
                throw new IllegalStateException(
                        "files cannot be opened safely in " + root + " (expected: a file system of Linux or macOS)");
            }
            return segments.isEmpty() ? new Found.Folder() : open(secure, segments, 0);
        } catch (IOException | InvalidPathException e) {
            // Also a link, a name that is too long, or a file in the place of a folder.
            return new Found.Nothing();
        }
    }

    private static Found open(SecureDirectoryStream<Path> folder, List<String> segments, int at) throws IOException {
        Path name = Path.of(segments.get(at));
        BasicFileAttributes attributes = folder
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).readAttributes();
        if (at + 1 < segments.size()) {
            try (SecureDirectoryStream<Path> next = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                return open(next, segments, at + 1);
            }
        }
        if (attributes.isDirectory()) {
            return new Found.Folder();
        }
        return attributes.isRegularFile() ? file(folder, name, attributes) : new Found.Nothing();
    }

    private static Found file(SecureDirectoryStream<Path> folder, Path name, BasicFileAttributes attributes)
            throws IOException {
        SeekableByteChannel opened = folder.newByteChannel(name, READ);
        try {
            if (opened instanceof FileChannel channel) {
                return new Found.File(channel, name.toString(), channel.size(),
                        attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS));
            }
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        opened.close();
        return new Found.Nothing();
    }
}
