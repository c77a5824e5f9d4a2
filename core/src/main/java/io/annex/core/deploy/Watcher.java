package io.annex.core.deploy;

import io.annex.core.source.DiskTrouble;
import io.annex.core.source.Staging;
import io.annex.engine.BlockingTasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows folders of add-ons, and deploys what changes in them: a changed file
 * in an add-on's folder, a replaced, new or removed zip or folder.
 *
 * <p>
 * A save is often several events (truncate, write, rename, a bundler's many
 * files), so an add-on is deployed when nothing has happened to it for
 * {@value #QUIET_MILLIS} ms, or, if it is a folder, {@value #PATIENCE_MILLIS}
 * ms after its first event. (A zip that is still being written is no use
 * before.) What is caught half-written does not load, the old version goes on,
 * and the rest of the write is the next event. An add-on that was refused
 * because its name was taken is deployed when the name becomes free.
 */
public final class Watcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watcher.class);
    static final long QUIET_MILLIS = 80;
    static final long PATIENCE_MILLIS = 600;
    /** At a time, and how many wait. */
    private static final int DEPLOYS = 8;
    private static final int DEPLOYS_WAITING = 10_000;
    private static final long FIRST_PAUSE_MILLIS = 1000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private record Change(long first, long last) {
    }

    private final Deployments deployments;
    private final WatchService service;
    private final Set<Path> addons = ConcurrentHashMap.newKeySet();
    private final Set<Path> folders = ConcurrentHashMap.newKeySet();
    private final Map<Path, Change> changes = new HashMap<>();
    private final Set<Path> deploying = ConcurrentHashMap.newKeySet();
    private final BlockingTasks tasks = new BlockingTasks("annex-deploy", DEPLOYS);
    private final Executor deploys = tasks.lane(DEPLOYS, DEPLOYS_WAITING);
    /** A round has failed, so that anything may have changed. */
    private boolean lost;
    private long pause = FIRST_PAUSE_MILLIS;

    public Watcher(Deployments deployments, Path anywhere) throws IOException {
        this.deployments = deployments;
        this.service = anywhere.getFileSystem().newWatchService();
    }

    /** Follows one add-on, a folder or a zip. */
    public void addon(Path source) {
        addons.add(source);
        // Its parent tells when it is replaced, or made again after it was deleted.
        Path parent = source.getParent();
        if (parent != null) {
            register(parent, 1);
        }
        if (Files.isDirectory(source)) {
            register(source, Integer.MAX_VALUE);
        }
    }

    /** Follows all that is in a folder of add-ons. */
    public void folder(Path folder) {
        folders.add(folder);
        register(folder, Integer.MAX_VALUE);
    }

    public void start() {
        Thread thread = new Thread(this::run, "annex-watcher");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        boolean closed = false;
        while (!closed) {
            try {
                round();
                pause = FIRST_PAUSE_MILLIS;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            } catch (ClosedWatchServiceException e) {
                log.debug("The watcher was closed");
                closed = true;
            } catch (RuntimeException | Error e) {
                // What this round was to see is lost; that there are others counts more.
                log.error("Changes of add-ons could not be followed; everything is looked at again in {} ms", pause, e);
                lost = true;
            }
        }
    }

    private void round() throws InterruptedException {
        WatchKey key;
        if (lost) {
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            key = service.poll();
        } else {
            key = changes.isEmpty() ? service.take() : service.poll(QUIET_MILLIS / 2, TimeUnit.MILLISECONDS);
        }
        if (key != null) {
            note(key);
        }
        if (lost) {
            noteAll();
            lost = false;
        }
        deploySettled();
    }

    private void note(WatchKey key) {
        Path folder = (Path) key.watchable();
        try {
            noteEvents(key, folder);
        } finally {
            // Or nothing of this folder would ever be told again.
            if (!key.reset()) {
                Path source = source(folder);
                if (source != null) {
                    note(source);
                }
            }
        }
    }

    private void noteEvents(WatchKey key, Path folder) {
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                noteAll();
                continue;
            }
            Path path = folder.resolve((Path) event.context());
            if (Staging.isIgnored(String.valueOf(path.getFileName()))) {
                continue;
            }
            Path source = source(path);
            if (source == null) {
                continue;
            }
            if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE && Files.isDirectory(path)) {
                register(path, Integer.MAX_VALUE);
            }
            note(source);
        }
    }

    private void note(Path source) {
        long now = System.nanoTime();
        changes.merge(source, new Change(now, now), (was, is) -> new Change(was.first(), is.last()));
    }

    /**
     * Events were lost: everything may have changed, appeared or gone, folders to
     * follow included.
     */
    private void noteAll() {
        log.debug("Events were lost; looking at everything again");
        addons.forEach(this::note);
        deployments.sources().stream().filter(source -> source.equals(source(source))).forEach(this::note);
        addons.stream().filter(Files::isDirectory).forEach(addon -> register(addon, Integer.MAX_VALUE));
        for (Path folder : folders) {
            register(folder, Integer.MAX_VALUE);
            try (Stream<Path> children = Files.list(folder)) {
                children.filter(child -> source(child) != null).forEach(this::note);
            } catch (IOException | UncheckedIOException e) {
                log.warn("{} cannot be read: {}", folder, DiskTrouble.reason(e));
            }
        }
    }

    /** The add-on that a path belongs to, or {@code null}. */
    private @Nullable Path source(Path path) {
        for (Path addon : addons) {
            if (path.startsWith(addon)) {
                return addon;
            }
        }
        for (Path folder : folders) {
            if (path.startsWith(folder) && !path.equals(folder)) {
                return folder.resolve(folder.relativize(path).getName(0));
            }
        }
        return null;
    }

    private void deploySettled() {
        long now = System.nanoTime();
        Set<Path> settled = new HashSet<>();
        changes.forEach((source, change) -> {
            // One that changes while it is deployed is deployed once more, afterwards.
            if (!deploying.contains(source) && (now - change.last() >= QUIET_MILLIS * 1_000_000
                    || now - change.first() >= PATIENCE_MILLIS * 1_000_000 && !Files.isRegularFile(source))) {
                settled.add(source);
            }
        });
        for (Path source : settled) {
            changes.remove(source);
            deploying.add(source);
            try {
                deploys.execute(() -> {
                    try {
                        deploy(source);
                        deployments.freed().forEach(this::deploy);
                    } finally {
                        deploying.remove(source);
                    }
                });
            } catch (RejectedExecutionException e) {
                log.debug("{} is deployed later: {}", source, e.getMessage());
                deploying.remove(source);
                note(source);
            }
        }
    }

    private void deploy(Path source) {
        deployments.tries().deploy(source, () -> {
            // What cannot be looked at has not gone.
            if (Files.notExists(source)) {
                deployments.remove(source);
            } else if (deployments.isAddon(source)) {
                deployments.deploy(source);
            } else {
                deployments.warnOf(source);
            }
        });
    }

    /**
     * Follows a folder and what is in it, {@code depth} folders deep. One that is
     * followed already may be registered again, and must be: it may have been
     * deleted and made anew before the news of the first was read. Links are
     * followed where an add-on is one, and nowhere inside: who knows where they
     * lead, and staging refuses them anyway.
     */
    private void register(Path folder, int depth) {
        try {
            if (!Files.isSymbolicLink(folder)) {
                registerTree(folder, depth);
                return;
            }
            follow(folder);
            try (Stream<Path> children = Files.list(folder)) {
                for (Path child : children.filter(each -> !isSkipped(each)).toList()) {
                    if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                        registerTree(child, depth);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            log.warn("{} cannot be watched, changes in it will not be noticed: {}", folder, DiskTrouble.reason(e));
        }
    }

    private void registerTree(Path folder, int depth) throws IOException {
        Files.walkFileTree(folder, Set.of(), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                if (!each.equals(folder) && isSkipped(each)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                follow(each);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isSymbolicLink() && file.equals(source(file)) && Files.isDirectory(file)) {
                    register(file, Integer.MAX_VALUE);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isSkipped(Path folder) {
        return Staging.isIgnored(String.valueOf(folder.getFileName())) || folder.endsWith("node_modules");
    }

    private void follow(Path folder) throws IOException {
        folder.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
    }

    @Override
    public void close() throws IOException {
        tasks.close();
        service.close();
    }
}
