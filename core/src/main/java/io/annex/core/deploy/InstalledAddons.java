package io.annex.core.deploy;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.source.DiskTrouble;
import io.annex.core.source.Staging;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The add-ons of one style that were installed over HTTP, kept in the data
 * folder. Thread-safe.
 *
 * <h2>What lies where</h2> {@code installed/<name>/<number>/} has the files of
 * one installation; the highest number counts. {@code installed/.incoming/} is
 * where files are unpacked, on the same file system.
 *
 * <h2>Why a crash leaves the old or the new</h2> A folder of files appears
 * under its name by one rename, after all of it has been synchronized with the
 * disk and has been loaded once; until then it lies in {@code .incoming}, which
 * is emptied at the start. The former number is deleted afterwards, and if that
 * is not reached, at the next start. A removal begins with the rename of the
 * name's folder into {@code .incoming}. A link or a file that points to the
 * version in use would need the same rename and one more thing that can be
 * wrong.
 */
public final class InstalledAddons {
    private static final Logger log = LoggerFactory.getLogger(InstalledAddons.class);

    private final Deployments deployments;
    private final Path folder;
    private final String style;
    private final Path incoming;
    private final AtomicLong serial = new AtomicLong();
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    public InstalledAddons(Deployments deployments, Path folder, String style) throws IOException {
        this.deployments = deployments;
        this.folder = folder.toAbsolutePath().normalize();
        this.style = style;
        this.incoming = this.folder.resolve(".incoming");
        Staging.delete(incoming);
        Files.createDirectories(incoming);
        for (String name : all()) {
            try {
                clean(this.folder.resolve(name));
            } catch (IOException | UncheckedIOException e) {
                log.warn("What is left of former installations of {} cannot be deleted: {}", name,
                        DiskTrouble.reason(e));
            }
        }
    }

    /** Deletes what an end in the middle has left of an add-on. */
    private static void clean(Path home) throws IOException {
        List<Path> versions = versions(home);
        for (Path old : versions.subList(0, Math.max(0, versions.size() - 1))) {
            Staging.delete(old);
        }
        if (versions.isEmpty()) {
            Staging.delete(home);
        }
    }

    private static List<Path> versions(Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(home)) {
            return children.filter(child -> child.getFileName().toString().matches("[0-9]{1,18}"))
                    .sorted(Comparator.comparingLong(InstalledAddons::number)).toList();
        }
    }

    private static long number(Path version) {
        return Long.parseLong(version.getFileName().toString());
    }

    private NavigableSet<String> all() throws IOException {
        NavigableSet<String> names = new TreeSet<>();
        try (Stream<Path> children = Files.list(folder)) {
            children.filter(Files::isDirectory).map(child -> child.getFileName().toString())
                    .filter(name -> !Staging.isIgnored(name)).forEach(names::add);
        }
        return names;
    }

    /**
     * Deploys all of them; what does not load is logged, and stays.
     *
     * @throws InterruptedIOException
     *             when the thread is interrupted
     */
    public void serve() throws InterruptedIOException {
        NavigableSet<String> names;
        try {
            names = all();
        } catch (IOException | UncheckedIOException e) {
            log.error("What was installed was not deployed: {}", DiskTrouble.reason(e));
            return;
        }
        for (String name : names) {
            serve(name);
            if (Thread.interrupted()) {
                throw new InterruptedIOException("stopped while starting");
            }
        }
    }

    private void serve(String name) {
        deployments.tries().deploy(folder.resolve(name), () -> {
            try {
                Optional<Path> files = files(name);
                if (files.isPresent()) {
                    deployments.deploy(new VersionLoader.Incoming(folder.resolve(name), files.get(), style, true),
                            () -> {
                            });
                }
            } catch (IOException | UncheckedIOException e) {
                throw DiskTrouble.notStored("it cannot be read", e);
            }
        });
    }

    /** Their names, those that do not load included, in order. */
    public NavigableSet<String> names() throws IOException {
        NavigableSet<String> names = new TreeSet<>();
        for (String name : all()) {
            if (isThere(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Also when nobody can look. */
    private boolean isThere(String name) {
        try {
            return files(name).isPresent();
        } catch (IOException | UncheckedIOException e) {
            log.debug("{}, which was installed, cannot be read", name, e);
            return true;
        }
    }

    /**
     * The folder that the files of an installed add-on are in; it is replaced as a
     * whole by the next installation.
     */
    public Optional<Path> files(String name) throws IOException {
        List<Path> versions = versions(folder.resolve(name));
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.getLast());
    }

    /** Is shown the files of an installed add-on. */
    @FunctionalInterface
    public interface Look {
        void at(Path files) throws IOException;
    }

    /**
     * Shows the files of an installed add-on, which nobody changes meanwhile; not
     * when it is not there.
     */
    public void look(String name, Look look) throws IOException {
        ReentrantLock lock = lock(name);
        lock.lock();
        try {
            Optional<Path> files = files(name);
            if (files.isPresent()) {
                look.at(files.get());
            }
        } finally {
            lock.unlock();
        }
    }

    /** An empty folder for files to come; {@link #discard} it, whatever happens. */
    public Path newFolder() throws IOException {
        return Files.createDirectories(incoming.resolve(Long.toString(serial.incrementAndGet())));
    }

    /** Deletes a folder of {@link #newFolder}, or what is left of it. */
    public void discard(Path made) {
        try {
            Staging.delete(made);
        } catch (IOException | UncheckedIOException e) {
            log.warn("{} cannot be deleted: {}", made, DiskTrouble.reason(e));
        }
    }

    /**
     * Installs an add-on under a name that none has.
     *
     * @param name
     *            a file name that begins with no dot
     * @param files
     *            its files, in a folder of {@link #newFolder}
     * @return whether it was; not when the name is taken, or is just being
     *         installed
     * @throws InvalidAddon
     *             when it does not load or cannot be kept; nothing is left then
     */
    public boolean add(String name, Path files) throws InvalidAddon {
        ReentrantLock lock = lock(name);
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (isServing(name) || files(name).isPresent()) {
                return false;
            }
            put(name, files);
            return true;
        } catch (IOException e) {
            throw DiskTrouble.notStored(name + " cannot be kept", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Replaces an installed add-on, after others who change it have come to their
     * end.
     *
     * @return whether it was; not when it is not installed
     * @throws InvalidAddon
     *             when the new one does not load or cannot be kept; the old one
     *             serves on
     */
    public boolean replace(String name, Path files) throws InvalidAddon {
        ReentrantLock lock = lock(name);
        lock.lock();
        try {
            Optional<Path> old = files(name);
            if (old.isEmpty()) {
                return false;
            }
            put(name, files);
            discard(old.get());
            return true;
        } catch (IOException e) {
            throw DiskTrouble.notStored(name + " cannot be kept", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes an installed add-on out of service and deletes it.
     *
     * @return whether it was there
     */
    public boolean remove(String name) throws IOException {
        ReentrantLock lock = lock(name);
        lock.lock();
        try {
            if (files(name).isEmpty()) {
                return false;
            }
            Path home = folder.resolve(name);
            Path gone = newFolder();
            Files.move(home, gone, StandardCopyOption.ATOMIC_MOVE);
            synchronize(folder);
            deployments.remove(home);
            discard(gone);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether an add-on is installed, after others who change it have come to their
     * end: what is being removed is gone then.
     */
    public boolean isInstalled(String name) throws IOException {
        if (names().contains(name)) {
            return true;
        }
        ReentrantLock changing = locks.get(name);
        if (changing == null) {
            return false;
        }
        changing.lock();
        try {
            return names().contains(name);
        } finally {
            changing.unlock();
        }
    }

    private ReentrantLock lock(String name) {
        return locks.computeIfAbsent(name, any -> new ReentrantLock());
    }

    private boolean isServing(String name) {
        return deployments.active().stream().anyMatch(version -> version.addon().equals(name));
    }

    private void put(String name, Path files) throws IOException, InvalidAddon {
        Path home = folder.resolve(name);
        List<Path> versions = versions(home);
        long number = versions.isEmpty() ? 1 : number(versions.getLast()) + 1;
        synchronizeAll(files);
        deployments.deploy(new VersionLoader.Incoming(home, files, style, false), () -> {
            Path next = Files.createDirectories(home).resolve(Long.toString(number));
            try {
                Files.move(files, next, StandardCopyOption.ATOMIC_MOVE);
                synchronize(home);
                synchronize(folder);
            } catch (IOException e) {
                Staging.delete(next);
                clean(home);
                throw e;
            }
        });
    }

    /** Waits until a folder, and all that is in it, is on the disk. */
    private static void synchronizeAll(Path tree) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(tree)) {
            walk.forEach(all::add);
        }
        for (Path each : all) {
            synchronize(each);
        }
    }

    private static void synchronize(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
