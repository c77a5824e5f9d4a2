package io.annex.core.deploy;

import io.annex.core.settings.Packages;
import io.annex.engine.Sha256;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Whether the npm packages that the operator has installed are those that they
 * were: the names, sizes and times of all files of the folder, since a package
 * may require any other. Not their contents, which may be hundreds of
 * megabytes; the time of the last change of state, which nobody can set, counts
 * where the file system has it, as installers set the other. Thread-safe.
 *
 * <p>
 * What was looked at is good for a moment, as all add-ons of a start ask. Where
 * the folder is altered within that moment, what has been evaluated with the
 * new files is kept under the name of the old, which will not come again.
 */
final class PackagesState {
    private static final long GOOD_FOR_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String CHANGED = "unix:ctime";

    private record Looked(String state, long at) {
    }

    private final Map<Path, Looked> known = new ConcurrentHashMap<>();

    String of(Packages packages) {
        if (packages.allowed().isEmpty()) {
            return "";
        }
        long now = System.nanoTime();
        return known.compute(packages.folder().toAbsolutePath().normalize(),
                (folder, looked) -> looked != null && now - looked.at() < GOOD_FOR_NANOS
                        ? looked
                        : new Looked(look(folder.resolve("node_modules")), now))
                .state();
    }

    private static String look(Path modules) {
        List<String> files = new ArrayList<>();
        try {
            if (!Files.exists(modules)) {
                return "none";
            }
            Path root = modules.toRealPath();
            boolean changes = root.getFileSystem().supportedFileAttributeViews().contains("unix");
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    files.add(root.relativize(directory) + "\0");
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Object changed = changes ? Files.getAttribute(file, CHANGED, LinkOption.NOFOLLOW_LINKS) : "";
                    files.add(root.relativize(file) + "\0" + attributes.size() + ' ' + attributes.lastModifiedTime()
                            + ' ' + changed);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // Never twice the same, so nothing is found by it.
            return "unreadable " + UUID.randomUUID();
        }
        return Sha256.of(files.stream().sorted());
    }
}
