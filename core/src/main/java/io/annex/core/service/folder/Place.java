package io.annex.core.service.folder;

import io.annex.core.service.OpRefused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is open. What is done with a name in it is done by the
 * directory's descriptor and that one name ({@code openat}, {@code renameat},
 * {@code unlinkat}), and a link is never followed. So whoever swaps a folder
 * for a link meanwhile, or moves it, changes nothing: a path is looked up once,
 * name by name, and never again as a whole.
 *
 * <p>
 * Rejected: {@code toRealPath} and a look whether it begins with the folder's
 * own path. Between the look and the open there is room for a link.
 */
final class Place implements AutoCloseable {
    private static final Path ITSELF = Path.of(".");

    private final SecureDirectoryStream<Path> stream;

    private Place(SecureDirectoryStream<Path> stream) {
        this.stream = stream;
    }

    /** The top, by a path that the operator has chosen. */
    @SuppressWarnings("StreamResourceLeak") // it is what a place holds, and closes
    static Place top(Path folder) throws IOException, OpRefused {
        DirectoryStream<Path> opened = Files.newDirectoryStream(folder);
        if (opened instanceof SecureDirectoryStream<Path> secure) {
            return new Place(secure);
        }
        opened.close();
        throw new OpRefused("unsupported", "the server's system cannot open files below a directory without a race");
    }

    /** Another one below; none where that is a link, or no directory. */
    @Nullable
    Place below(Path name) throws IOException {
        BasicFileAttributes found = find(name);
        if (found == null || !found.isDirectory()) {
            return null;
        }
        try {
            return enter(name);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Without a look before: what was a directory then may be a link now, and is
     * not followed.
     */
    Place enter(Path name) throws IOException {
        return new Place(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    }

    /** What is known of a name; {@code null} where there is nothing. */
    @Nullable
    BasicFileAttributes find(Path name) throws IOException {
        try {
            return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Opens a file, which {@link #find} has said to be one. */
    FileChannel open(Path name, StandardOpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return (FileChannel) stream.newByteChannel(name, all);
    }

    /** In one step, over what has that name. */
    void move(Path name, Place to, Path newName) throws IOException {
        stream.move(name, to.stream, newName);
    }

    void deleteFile(Path name) throws IOException {
        stream.deleteFile(name);
    }

    void deleteFolder(Path name) throws IOException {
        stream.deleteDirectory(name);
    }

    /** Its names; once only. */
    Iterable<Path> names() {
        return () -> {
            Iterator<Path> all = stream.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public Path next() {
                    return all.next().getFileName();
                }
            };
        };
    }

    /** What was made, moved or deleted in it stays so when the power goes. */
    void keep() throws IOException {
        try (FileChannel own = open(ITSELF, StandardOpenOption.READ)) {
            own.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
