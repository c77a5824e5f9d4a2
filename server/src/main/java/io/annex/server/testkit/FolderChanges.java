package io.annex.server.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for changes of what {@link TestFiles#all} finds in a folder. */
public final class FolderChanges implements AutoCloseable {
    /** A save is several events; and what follows that soon is of the same save. */
    private static final long QUIET_MILLIS = 50;

    private final Path folder;
    private final WatchService service;
    private Map<Path, FileTime> known;

    /** What changes from now on counts. */
    public FolderChanges(Path folder) throws IOException {
        this.folder = folder;
        this.service = folder.getFileSystem().newWatchService();
        this.known = look();
    }

    /** Returns when a file is another one than before, is new, or has gone. */
    public void await() throws IOException, InterruptedException {
        for (Map<Path, FileTime> now = look(); now.equals(known); now = look()) {
            forget(service.take());
            for (WatchKey key = soon(); key != null; key = soon()) {
                forget(key);
            }
        }
        known = look();
    }

    private @Nullable WatchKey soon() throws InterruptedException {
        return service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void forget(WatchKey key) {
        key.pollEvents();
        key.reset();
    }

    /** Folders are followed before it is looked at what is in them. */
    private Map<Path, FileTime> look() throws IOException {
        Map<Path, FileTime> times = new HashMap<>();
        for (Path each : TestFiles.all(folder, this::follow)) {
            try {
                times.put(each, Files.getLastModifiedTime(each));
            } catch (NoSuchFileException e) {
                // It has just gone.
                times.remove(each);
            }
        }
        return times;
    }

    private void follow(Path each) throws IOException {
        each.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
