package io.annex.core.addon;

import io.annex.core.access.Rates;
import io.annex.core.http.Answer;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.core.settings.AddonSettings;
import io.annex.engine.Workers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of an add-on: its files, its endpoints, its workers. Immutable
 * but for its state.
 */
public final class Version {
    /** Where a version stands in its life; told with the deploys. */
    public enum State {
        STAGED, CHECKED, ACTIVE, DRAINING, RETIRED, FAILED
    }

    private final MountPolicy mountPolicy;
    private final String mount;
    private final String mountPath;
    private final Manifest manifest;
    private final Path root;
    private final AddonSettings settings;
    private final EndpointTable endpoints;
    private final List<Listener> listeners;
    private final ClientScript clientScript;
    private final Workers workers;
    private final Declarations declarations;
    private final LiveAnswers live = new LiveAnswers();
    private volatile State state;
    // Set before the version is published, and not altered afterwards.
    private VersionObserver observer = VersionObserver.NONE;
    private @Nullable Rates rates;

    public Version(MountPolicy mountPolicy, Manifest manifest, Path root, AddonSettings settings, LoadedProgram program,
            Workers workers) {
        this.mountPolicy = mountPolicy;
        this.mount = mountPolicy.mount(manifest.id());
        this.mountPath = URLEncoder.encode(mount, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
        this.manifest = manifest;
        this.root = root;
        this.settings = settings;
        this.endpoints = new EndpointTable(program.endpoints());
        this.listeners = program.listeners();
        this.clientScript = program.clientScript();
        this.declarations = program.declarations();
        this.workers = workers;
        this.state = State.CHECKED;
    }

    /** The add-on's name. */
    public String addon() {
        return manifest.id();
    }

    /** Where it is mounted, decoded, e.g. {@code /rest-api/my app}. */
    public String mount() {
        return mount;
    }

    /** The mount as it stands in a URL, e.g. {@code /rest-api/my%20app}. */
    public String mountPath() {
        return mountPath;
    }

    public MountPolicy mountPolicy() {
        return mountPolicy;
    }

    public Manifest manifest() {
        return manifest;
    }

    public AddonSettings settings() {
        return settings;
    }

    /** In the order of registration. */
    public List<Endpoint> endpoints() {
        return endpoints.endpoints();
    }

    /** In the order of registration. */
    public List<Listener> listeners() {
        return listeners;
    }

    /** What browsers get of its script for them. */
    public ClientScript clientScript() {
        return clientScript;
    }

    /**
     * A file of the version by its path from the root, or {@code null} where there
     * is none. It is deleted when the version has retired.
     */
    public @Nullable Path file(String path) {
        try {
            Path file = root.resolve(path).normalize();
            return file.startsWith(root) && Files.isRegularFile(file) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    public State state() {
        return state;
    }

    /** Its streams of events. */
    public LiveAnswers live() {
        return live;
    }

    public Workers workers() {
        return workers;
    }

    /** Holds its requests to rates, which do not begin anew with it. */
    public void heldTo(@Nullable Rates held) {
        rates = held;
    }

    /**
     * Counts a request.
     *
     * @return the answer to one that comes too soon, else {@code null}
     */
    public Answer.@Nullable Text tooSoon(IncomingRequest request) {
        Rates held = rates;
        Duration wait = held == null ? Duration.ZERO : held.take(request.remote());
        return wait.isZero() ? null : Problems.tooManyRequests(wait);
    }

    /** Begins to report its exchanges; called before it serves. */
    public void observed(VersionObserver hears) {
        observer = hears;
    }

    /** Reports an exchange that ended; see {@link VersionObserver#completed}. */
    public void completed(@Nullable Endpoint endpoint, int status, long cpuNanos, long arrivedAt, long received,
            long sent) {
        observer.completed(endpoint, status, cpuNanos, arrivedAt, received, sent);
    }

    /**
     * Reports an exchange that ended and had begun with no request; see
     * {@link VersionObserver#heard}.
     */
    public void heard(Listener listener, Origin origin, int status, long cpuNanos, long sentAt) {
        observer.heard(listener, origin, status, cpuNanos, sentAt);
    }

    /** Reports no more. */
    public void unobserved() {
        observer.close();
    }

    /** What it declares in the terms of its style alone. */
    public Declarations declarations() {
        return declarations;
    }

    public EndpointTable table() {
        return endpoints;
    }

    public Path root() {
        return root;
    }

    public void state(State next) {
        state = next;
    }

    @Override
    public String toString() {
        return addon() + ' ' + manifest.version();
    }
}
