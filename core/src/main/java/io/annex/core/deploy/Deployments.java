package io.annex.core.deploy;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import io.annex.core.addon.Version.State;
import io.annex.core.deploy.VersionLoader.Incoming;
import io.annex.core.mount.MountTable;
import io.annex.core.settings.Limit;
import io.annex.core.source.DiskTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version of which add-on serves, and how one becomes the next.
 *
 * <h2>The states of a version</h2> {@code staged} (copied or unpacked, manifest
 * read) → {@code checked} (loaded in a fresh worker, endpoints collected) →
 * {@code active} (one atomic swap) → {@code draining} (answers what it has
 * begun, for at most the drain time) → {@code retired} (workers closed, files
 * deleted). What fails before the swap is {@code failed}, leaves nothing
 * behind, and the active version serves on.
 *
 * <h2>The swap</h2> Requests read the {@link MountTable} without a lock. One
 * that found the old version a moment before the swap is offered to workers
 * that are draining, and these still take it. One whose body took longer than
 * the draining finds them closed; it was not begun, so the dispatcher hands it
 * to the version that serves now. So there is no moment at which a request
 * falls between two versions.
 *
 * <h2>Concurrency</h2> Deploys of one source follow one another; those of
 * different sources run side by side, so that an add-on that takes long to load
 * delays nobody. A source's lock stays when the source is removed: were it
 * dropped, one deploy could still wait for it while the next made a new one,
 * and both would run. A name belongs to the source that claimed it first, until
 * that source is removed; who was refused it then {@linkplain #freed may have
 * it}.
 *
 * <h2>The end</h2> Closing stops what is being loaded, so that it does not wait
 * for it, and what has been loaded a moment too late is given up.
 */
public final class Deployments implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deployments.class);
    private static final long CLOSE_MILLIS = 3000;

    private final VersionLoader loader;
    private final MountTable mounts;
    private final DeployListener listener;

    private final Map<Path, Object> locks = new ConcurrentHashMap<>();
    private final Map<String, Path> claims = new ConcurrentHashMap<>();
    private final Map<Path, Version> bySource = new ConcurrentHashMap<>();
    /** The sources that were refused a name, with that name. */
    private final Map<Path, String> refused = new ConcurrentHashMap<>();
    /** What serves, as it came. */
    private final Map<Path, Incoming> arrived = new ConcurrentHashMap<>();
    /** By name, what has not loaded since. */
    private final Map<String, Incoming> unloaded = new ConcurrentHashMap<>();
    private final DeployTries tries = new DeployTries();
    private final Object swapping = new Object();
    private volatile boolean arriving;
    // Guarded by swapping.
    private int deploying;
    private boolean closed;

    public Deployments(VersionLoader loader, MountTable mounts, DeployListener listener) {
        this.loader = loader;
        this.mounts = mounts;
        this.listener = listener;
    }

    /** Where the versions that serve came from. */
    List<Path> sources() {
        return List.copyOf(bySource.keySet());
    }

    /** The versions that serve. */
    public Collection<Version> active() {
        return List.copyOf(bySource.values());
    }

    /**
     * Whether some style recognises a folder, or the path names a zip.
     *
     * @throws InvalidAddon
     *             when there is a folder that cannot be read
     */
    public boolean isAddon(Path path) throws InvalidAddon {
        return loader.isAddon(path);
    }

    /**
     * Says in the log what may be wrong with a folder that no style recognises: a
     * manifest whose name is misspelt would be served by nobody, without a word.
     */
    public void warnOf(Path folder) {
        LookAlike.flaw(folder)
                .ifPresent(flaw -> log.warn("{} is not served: {}{}", folder, VersionLoader.LOOKS_LIKE_ONE, flaw));
    }

    /**
     * Whether add-ons are still to come that are to serve from the start on, so
     * that what is not there may be about to come.
     */
    public boolean areArriving() {
        return arriving || tries.areToCome();
    }

    /** Deploys, and once more where the host was at fault. */
    public DeployTries tries() {
        return tries;
    }

    public void arriving(boolean still) {
        arriving = still;
    }

    /**
     * Deploys what is at {@code source} now, in the place of what was deployed from
     * there before. Returns when the new version serves.
     *
     * @throws InvalidAddon
     *             when it cannot serve; what served before still does
     */
    public Version deploy(Path source) throws InvalidAddon {
        return deploy(new Incoming(source, source, "", false), () -> {
        });
    }

    /**
     * Deploys files as an add-on of a style that they do not show.
     *
     * @param source
     *            what they are known by; nothing need be there
     * @param files
     *            a folder
     * @throws InvalidAddon
     *             as {@link #deploy(Path)}
     */
    public Version deploy(Path source, Path files, String style) throws InvalidAddon {
        return deploy(new Incoming(source, files, style, false), () -> {
        });
    }

    /**
     * As {@link #deploy(Path)} when the server starts: what is known of the program
     * from before will do, and it is evaluated when it is first needed.
     */
    public Version deployAtStart(Path source) throws InvalidAddon {
        return deploy(new Incoming(source, source, "", true), () -> {
        });
    }

    /** Where an add-on came from that serves, or that has not loaded. */
    Optional<Path> sourceOf(String addon) {
        Incoming failed = unloaded.get(addon);
        return failed != null ? Optional.of(failed.source()) : Optional.ofNullable(claims.get(addon));
    }

    /**
     * Loads an add-on once more, as what it reads of the operator has changed: what
     * has not loaded before, as it is now; else the files of the version that
     * serves, whatever has become of them where they came from.
     */
    void again(String addon) throws InvalidAddon {
        Incoming failed = unloaded.get(addon);
        Path source = claims.get(addon);
        if (failed != null && Files.exists(failed.at())) {
            try {
                deploy(failed, () -> {
                });
                return;
            } catch (InvalidAddon e) {
                if (source == null) {
                    throw e;
                }
                log.warn("{} was not deployed: {}; the version that serves is loaded anew", failed.source(),
                        e.getMessage());
            }
        }
        if (source == null) {
            return;
        }
        synchronized (locks.computeIfAbsent(source, any -> new Object())) {
            Version serving = bySource.get(source);
            Incoming came = arrived.get(source);
            if (serving != null && came != null) {
                deploy(came.again(serving.root()), () -> {
                });
            }
        }
    }

    /**
     * All that serve from the start on have been deployed; what is known of others
     * is let go of.
     */
    public void started() {
        arriving(false);
        loader.retain(active().stream().map(Version::addon).toList());
    }

    /**
     * What makes a version that has loaded the one to come back after a restart.
     */
    interface Commit {
        /**
         * Fails when it cannot; then the version does not serve, and what served before
         * still does.
         */
        void run() throws IOException;
    }

    /** As {@link #deploy(Path)}; {@code commit} is run right before the swap. */
    Version deploy(Incoming files, Commit commit) throws InvalidAddon {
        synchronized (swapping) {
            deploying++;
        }
        try {
            return deployInTurn(files, commit);
        } finally {
            synchronized (swapping) {
                deploying--;
                swapping.notifyAll();
            }
        }
    }

    private Version deployInTurn(Incoming files, Commit commit) throws InvalidAddon {
        Path source = files.source();
        synchronized (locks.computeIfAbsent(source, any -> new Object())) {
            refused.remove(source);
            long begun = System.nanoTime();
            Version next = load(files);
            Version previous = serve(next, source, commit);
            arrived.put(source, files);
            log.info("{} is active {}, isolation: {}, loaded in {} ms{}", next,
                    next.mountPolicy() instanceof MountPolicy.Joint ? "as a module" : "at " + next.mountPath(),
                    next.settings().placement(), Duration.ofNanos(System.nanoTime() - begun).toMillis(),
                    next.workers().isEvaluated() ? "" : ", to be evaluated when it is needed");
            if (previous != null) {
                if (!previous.addon().equals(next.addon())) {
                    claims.remove(previous.addon(), source);
                    loader.forget(previous.addon());
                }
                retire(previous);
            }
            return next;
        }
    }

    /**
     * Puts a version in the place of one that has the same files and workers, and
     * did not know its endpoints.
     *
     * @return whether it serves now; not when that one does not any more
     */
    private boolean turnedOut(Version version, Version next) {
        synchronized (swapping) {
            Path source = bySource.entrySet().stream().filter(entry -> entry.getValue() == version)
                    .map(Map.Entry::getKey).findFirst().orElse(null);
            // A removal does not wait for this lock.
            if (closed || source == null || !bySource.replace(source, version, next)) {
                return false;
            }
            next.observed(loader.hosts().observer().serves(next));
            swap(version, next);
            version.state(State.RETIRED);
        }
        version.unobserved();
        return true;
    }

    /**
     * Puts a version that has loaded in the place of what served before, which it
     * gives; or gives it up, whatever the reason.
     */
    private @Nullable Version serve(Version next, Path source, Commit commit) throws InvalidAddon {
        boolean serves = false;
        try {
            commit.run();
            synchronized (swapping) {
                if (closed) {
                    throw VersionLoader.stopping();
                }
                next.observed(loader.hosts().observer().serves(next));
                Version previous = bySource.put(source, next);
                serves = true;
                swap(previous, next);
                return previous;
            }
        } catch (IOException | UncheckedIOException e) {
            throw DiskTrouble.notStored(next.addon() + " cannot be kept", e);
        } finally {
            if (!serves) {
                giveUp(next, source);
            }
        }
    }

    private void giveUp(Version next, Path source) {
        Version serving = bySource.get(source);
        if (serving == null || !serving.addon().equals(next.addon())) {
            claims.remove(next.addon(), source);
        }
        next.unobserved();
        next.workers().close();
        loader.discard(next.root());
    }

    /** Takes the add-on of {@code source} out of service. */
    public void remove(Path source) {
        synchronized (locks.computeIfAbsent(source, any -> new Object())) {
            refused.remove(source);
            unloaded.values().removeIf(each -> each.source().equals(source));
            arrived.remove(source);
            Version version = bySource.remove(source);
            if (version != null) {
                swap(version, null);
                claims.remove(version.addon(), source);
                loader.forget(version.addon());
                log.info("{} was removed", version);
                retire(version);
            }
        }
    }

    /**
     * The sources that were refused a name which nobody has now. A deploy of one
     * may be refused again, when another was quicker.
     */
    List<Path> freed() {
        return refused.entrySet().stream().filter(entry -> !claims.containsKey(entry.getValue())).map(Map.Entry::getKey)
                .sorted().toList();
    }

    /**
     * Loads what is at {@code source} without serving it, and gives it up again.
     */
    public Version check(Path source) throws InvalidAddon {
        Version version = loader.load(new Incoming(source, source, "", false), false, name -> {
        }, (any, next) -> false);
        version.workers().close();
        loader.discard(version.root());
        return version;
    }

    private Version load(Incoming files) throws InvalidAddon {
        Path source = files.source();
        List<String> claimed = new ArrayList<>(1);
        List<String> named = new ArrayList<>(1);
        boolean loads = false;
        try {
            Version version = loader.load(files, true, name -> {
                if (claim(name, source)) {
                    claimed.add(name);
                }
                named.add(name);
            }, this::turnedOut);
            loads = true;
            return version;
        } finally {
            if (!loads) {
                claimed.forEach(name -> claims.remove(name, source));
                named.forEach(name -> unloaded.put(name, files));
            } else {
                named.forEach(unloaded::remove);
            }
        }
    }

    /** Gives whether the name is the source's from now on, and was not before. */
    private boolean claim(String name, Path source) throws InvalidAddon {
        Path owner = claims.putIfAbsent(name, source);
        if (owner != null && !owner.equals(source)) {
            refused.put(source, name);
            throw new InvalidAddon("the name '" + name + "' is taken: " + owner + " and " + source
                    + " both have it (expected: an id of its own for each)");
        }
        return owner == null;
    }

    private void swap(@Nullable Version previous, @Nullable Version next) {
        synchronized (swapping) {
            listener.swapped(previous, next);
            if (next != null) {
                next.state(State.ACTIVE);
            }
            mounts.swap(previous, next);
        }
    }

    private CompletableFuture<Void> retire(Version version) {
        version.state(State.DRAINING);
        version.live().end();
        Duration drain = Limit.time(version.settings().limits().get(Limit.DRAIN));
        return version.workers().drain(drain).toCompletableFuture().whenComplete((done, failure) -> {
            version.state(State.RETIRED);
            version.unobserved();
            loader.discard(version.root());
            log.debug("{} is retired", version);
        });
    }

    /** Drains everything, for at most {@code time}. */
    public CompletableFuture<Void> drain(Duration time) {
        List<CompletableFuture<Void>> draining = new ArrayList<>();
        for (Version version : active()) {
            version.state(State.DRAINING);
            version.live().end();
            draining.add(version.workers().drain(time).toCompletableFuture());
        }
        return CompletableFuture.allOf(draining.toArray(CompletableFuture[]::new));
    }

    /** Stops everything at once, what is being deployed included. */
    @Override
    public void close() {
        synchronized (swapping) {
            closed = true;
        }
        tries.close();
        loader.stop();
        active().forEach(version -> version.workers().close());
        awaitDeploys();
        loader.close();
    }

    private void awaitDeploys() {
        long until = System.nanoTime() + CLOSE_MILLIS * 1_000_000;
        synchronized (swapping) {
            try {
                while (deploying > 0 && System.nanoTime() < until) {
                    swapping.wait(CLOSE_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
