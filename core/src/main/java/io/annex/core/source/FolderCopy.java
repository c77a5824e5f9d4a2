package io.annex.core.source;

import io.annex.core.addon.InvalidAddon;
import io.annex.engine.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies the folder of an add-on, once. A symbolic link in it, as npm makes
 * them for packages of the same folder, becomes a copy of what it leads to: no
 * copy has links. One that leads out of the folder is refused. Links to
 * commands ({@code node_modules/.bin}) and to the types of Annex are left out,
 * and so are one to a folder that it lies in itself, and packages for
 * development, as none of them is of use to an add-on that runs.
 */
final class FolderCopy {
    private static final int COPIED_AT_A_TIME = 64 << 10;
    private static final String COMMANDS = ".bin";
    /** As npm makes it of {@code "@annex/types": "file:…"}. */
    private static final Path TYPES = Path.of("node_modules", "@annex", "types");

    private final Path source;
    private final Path root;
    private final FilesDigest digest;
    /** Folders that are not copied, from the root. */
    private final Set<Path> leftOut;
    private final FilesBudget budget = new FilesBudget();
    /**
     * Folders that links lead to and that are being copied, the innermost first.
     */
    private final Deque<Path> followed = new ArrayDeque<>();
    private @Nullable InvalidAddon refused;

    /**
     * @param source
     *            its real path
     * @param root
     *            where the copy is made
     * @param digest
     *            is told of what is copied
     * @param leftOut
     *            folders that are not copied, from {@code source}
     */
    FolderCopy(Path source, Path root, FilesDigest digest, Set<Path> leftOut) {
        this.source = source;
        this.root = root;
        this.digest = digest;
        this.leftOut = Set.copyOf(leftOut);
    }

    void run() throws IOException, InvalidAddon {
        copy(source, source.relativize(source));
        if (refused != null) {
            throw refused;
        }
    }

    /**
     * @param place
     *            where the copy of the folder belongs, from the root
     */
    private void copy(Path folder, Path place) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (!directory.equals(folder) && Staging.isLeftOut(String.valueOf(directory.getFileName()))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Path copy = place.resolve(folder.relativize(directory));
                if (leftOut.contains(copy)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(root.resolve(copy));
                digest.folder(copy.toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                // A name may have bytes that are no text here; as a path it keeps them.
                Path copy = place.resolve(folder.relativize(file));
                try {
                    if (attributes.isSymbolicLink()) {
                        follow(file, copy);
                    } else if (attributes.isRegularFile()) {
                        file(file, attributes.size(), copy);
                    }
                } catch (InvalidAddon e) {
                    refused = e;
                }
                return refused == null ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }
        });
    }

    private void follow(Path link, Path place) throws IOException, InvalidAddon {
        if (isCommand(link) || link.endsWith(TYPES) || leftOut.contains(place)) {
            return;
        }
        Path target = target(link, place);
        for (Path name : source.relativize(target)) {
            if (Staging.isLeftOut(name.toString())) {
                return;
            }
        }
        if (!Files.isDirectory(target)) {
            if (Files.isRegularFile(target)) {
                file(target, Files.size(target), place);
            }
        } else if (!link.startsWith(target) && followed.stream().noneMatch(target::equals)) {
            budget.entry(place.toString());
            followed.push(target);
            copy(target, place);
            followed.pop();
        }
    }

    private static boolean isCommand(Path link) {
        Path folder = link.getParent();
        return folder != null && folder.endsWith(COMMANDS);
    }

    /** The real path of what a link leads to, which is in the folder. */
    private Path target(Path link, Path place) throws InvalidAddon {
        Path target;
        try {
            target = link.toRealPath();
        } catch (IOException e) {
            throw new InvalidAddon(
                    place + ": a symbolic link to what is not there (expected: files, folders, links to them)", e);
        }
        if (!target.startsWith(source)) {
            throw new InvalidAddon(place
                    + ": a symbolic link that leads out of the add-on (expected: files, folders, links to them inside)");
        }
        return target;
    }

    private void file(Path file, long size, Path place) throws IOException, InvalidAddon {
        if (Staging.isLeftOut(String.valueOf(file.getFileName()))) {
            return;
        }
        String name = place.toString();
        budget.entry(name);
        budget.bytes(name, size);
        digest.file(name, copyFile(file, name, root.resolve(place)));
    }

    /** Gives the digest that has seen the bytes. */
    private static MessageDigest copyFile(Path file, String name, Path to) throws IOException {
        MessageDigest seen = Sha256.begin();
        ByteBuffer buffer = ByteBuffer.allocate(COPIED_AT_A_TIME);
        try (ByteChannel in = Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                ByteChannel out = Files.newByteChannel(to,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions(file))) {
            while (in.read(buffer.clear()) >= 0) {
                seen.update(buffer.flip());
                buffer.rewind();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            return seen;
        } catch (IOException e) {
            throw new IOException(name + ": " + DiskTrouble.why(e), e);
        }
    }

    /** A copy is read by nobody who may not read the file. */
    private static FileAttribute<?>[] permissions(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(view.readAttributes().permissions())};
    }
}
