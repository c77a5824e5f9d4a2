package io.annex.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that is opened and then fails while it is listed, for the superuser
 * too: {@code /proc/…/net} of a process that has ended and that nobody has
 * waited for. Only Linux has one.
 */
public final class UnlistableFolder implements AutoCloseable {
    private final Process parent;
    private final Path child;

    private UnlistableFolder(Process parent, Path child) {
        this.parent = parent;
        this.child = child;
    }

    /** Makes one, which is there until it is closed. */
    public static UnlistableFolder make() throws IOException {
        // The child ends when its input does, and its parent is no shell by then.
        Process parent = new ProcessBuilder("sh", "-c", "exec 3<&0; { read x <&3; } & echo $!; exec sleep 100").start();
        Path child = Path.of("/proc", parent.inputReader().readLine());
        Path name = Path.of("/proc", Long.toString(parent.pid()), "comm");
        Waiting.until("the parent is no shell", () -> read(name).startsWith("sleep"));
        parent.outputWriter().close();
        Waiting.until("the child has ended", () -> read(child.resolve("stat")).contains(") Z "));
        return new UnlistableFolder(parent, child);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return child.resolve("net");
    }

    @Override
    public void close() {
        parent.destroyForcibly();
    }
}
