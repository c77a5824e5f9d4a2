package io.annex.server.operator;

import io.annex.core.service.folder.FolderService;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code files.…}: the folders of add-ons in the data folder. */
public final class FileCommands implements CommandFamily {
    private final Path data;
    private final Predicate<String> serves;

    /**
     * @param data
     *            the server's data folder
     * @param serves
     *            whether an add-on serves at the moment
     */
    public FileCommands(Path data, Predicate<String> serves) {
        this.data = data;
        this.serves = serves;
    }

    @Override
    public String prefix() {
        return "files";
    }

    @Override
    public ObjectNode execute(String command, JsonNode request) throws CommandRefused {
        return switch (command) {
            case "remove" -> remove(request.path("addon").asString(""));
            default -> throw CommandFamily.unknown(this, command);
        };
    }

    private ObjectNode remove(String addon) throws CommandRefused {
        if (addon.isEmpty()) {
            throw new CommandRefused("an add-on's name that is empty");
        }
        if (serves.test(addon)) {
            throw new CommandRefused(
                    "the files of " + addon + " are in use (expected: an add-on that does not serve; remove it first)");
        }
        Path folder = FolderService.ownFolder(data, addon);
        ObjectNode answer = CommandFamily.object().put("addon", addon);
        try {
            // A link in its place is the operator's, and what it leads to is not the
            // add-on's alone.
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                return answer.put("files", 0);
            }
            Removing removing = new Removing();
            Files.walkFileTree(folder, removing);
            return answer.put("files", removing.files);
        } catch (IOException e) {
            throw new CommandRefused("the files of " + addon + " cannot all be removed: " + e.getMessage());
        }
    }

    /** Removes a folder with all that is in it; follows no link. */
    private static final class Removing extends SimpleFileVisitor<Path> {
        private int files;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            files++;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
