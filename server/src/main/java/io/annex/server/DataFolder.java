package io.annex.server;

import io.annex.core.source.DiskTrouble;
import io.annex.server.config.InvalidConfig;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A data folder that this process has for itself, until it is closed. */
public final class DataFolder implements Closeable {
    private static final String LOCK = "lock";

    private final FileChannel lock;

    private DataFolder(FileChannel lock) {
        this.lock = lock;
    }

    /**
     * Takes the folder, and makes it where there is none; empty where another
     * process has it.
     *
     * @throws InvalidConfig
     *             when the folder cannot be used
     */
    public static Optional<DataFolder> take(Path data) throws InvalidConfig {
        try {
            Files.createDirectories(data);
            FileChannel channel = FileChannel.open(data.resolve(LOCK), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                // For whoever finds the folder taken.
                channel.truncate(0).write(
                        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
                return Optional.of(new DataFolder(channel));
            }
            channel.close();
            return Optional.empty();
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(data, e);
        }
    }

    static InvalidConfig unusable(Path data, Exception why) {
        return new InvalidConfig("data: " + data + " cannot be used: " + DiskTrouble.reason(why)
                + " (expected: a folder that can be written, --data)");
    }

    static InvalidConfig inUse(Path data) {
        return new InvalidConfig("data: " + data + " is used by another process" + owner(data)
                + " (expected: a folder of its own, e.g. --data " + data + "-2, or that process stopped)");
    }

    /** The number of the process that has it, where it can be said. */
    private static String owner(Path data) {
        try {
            long pid = Long.parseLong(Files.readString(data.resolve(LOCK)).strip());
            return ProcessHandle.of(pid).isPresent() ? ", number " + pid : "";
        } catch (IOException | NumberFormatException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
