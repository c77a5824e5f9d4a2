package io.annex.server;

import io.annex.core.DiskTrouble;
import io.annex.server.config.InvalidConfig;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A data folder that this process has for itself, until it is closed. */
public final class DataFolder implements Closeable {
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
            FileChannel channel = FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
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
        return new InvalidConfig(
                "data: " + data + " is used by another process (expected: a folder of its own, --data)");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
