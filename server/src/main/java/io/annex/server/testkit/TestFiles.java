package io.annex.server.testkit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Which files of an add-on are tests. */
public final class TestFiles {
    /** E.g. {@code hello.test.ts}. */
    private static final Pattern NAME = Pattern.compile(".+\\.test\\.[cm]?[jt]s");

    private TestFiles() {
    }

    /** Whether a file is one by its name. */
    public static boolean isTest(Path file) {
        return NAME.matcher(String.valueOf(file.getFileName())).matches();
    }

    /**
     * The test files of a folder, at whatever depth, from it, in the order of their
     * names; not those of packages, and not in hidden folders.
     */
    public static List<String> in(Path folder) throws IOException {
        return all(folder).stream().filter(TestFiles::isTest)
                .map(file -> folder.relativize(file).toString().replace('\\', '/')).sorted().toList();
    }

    /** Is told of each folder before what is in it is looked at. */
    @FunctionalInterface
    interface Folders {
        void found(Path folder) throws IOException;
    }

    private static List<Path> all(Path folder) throws IOException {
        return all(folder, each -> {
        });
    }

    /** What a change of which may change what tests say. */
    static List<Path> all(Path folder, Folders folders) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                String name = String.valueOf(each.getFileName());
                boolean isOther = name.startsWith(".") || name.equals("node_modules");
                if (isOther && !each.equals(folder)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                folders.found(each);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
