package io.annex.core.deploy;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.Version;
import io.annex.core.settings.SettingTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads add-ons anew whose settings have changed: the same files, as a new
 * version, so that no request falls between them, and no worker has some values
 * of the one and some of the other. Thread-safe.
 */
public final class SettingChanges implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SettingChanges.class);

    private final Deployments deployments;
    private final Predicate<String> needsGlobal;
    private final ExecutorService thread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("annex-settings").factory());

    /**
     * What became of a change.
     *
     * @param loaded
     *            the add-ons that were loaded anew
     * @param failures
     *            why others were not
     */
    public record Applied(List<String> loaded, List<String> failures) {
    }

    /**
     * @param needsGlobal
     *            whether an add-on, by its name, has asked for the settings of all
     */
    public SettingChanges(Deployments deployments, Predicate<String> needsGlobal) {
        this.deployments = deployments;
        this.needsGlobal = needsGlobal;
    }

    /** Settings of these have changed; they are loaded soon. */
    public void changed(Collection<String> addons) {
        List<String> all = List.copyOf(addons);
        try {
            thread.execute(() -> {
                try {
                    all.forEach(this::apply);
                } catch (RuntimeException | Error e) {
                    log.error("Changed settings of {} were not applied", all, e);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("Settings of {} have changed, and the server is stopping", all);
        }
    }

    /** Settings of one, or of {@link SettingTable#ALL}, have changed. */
    public Applied apply(String addon) {
        List<String> loaded = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        if (addon.equals(SettingTable.ALL)) {
            deployments.active().stream().map(Version::addon).sorted().filter(needsGlobal)
                    .forEach(each -> load(each, loaded, failures));
        } else {
            load(addon, loaded, failures);
        }
        return new Applied(List.copyOf(loaded), List.copyOf(failures));
    }

    private void load(String addon, List<String> loaded, List<String> failures) {
        Optional<Path> source = deployments.sourceOf(addon);
        if (source.isEmpty()) {
            return;
        }
        boolean serves = deployments.tries().deploy(source.get(), () -> {
            try {
                deployments.again(addon);
            } catch (InvalidAddon e) {
                failures.add(String.valueOf(e.getMessage()));
                throw e;
            }
        });
        if (serves) {
            loaded.add(addon);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
