package io.annex.core.jbackend;

import io.annex.core.addon.Version;
import io.annex.core.deploy.DeployListener;
import io.annex.core.request.AnswerAssembler;
import io.annex.core.request.MountHandler;
import io.annex.core.settings.Limits;
import io.annex.core.users.AccountActions;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The jbackend style, put together: which modules serve, and what answers at
 * its endpoints. Is told of deploys, as its modules are versions among others.
 */
public final class Jbackend implements DeployListener {
    private final ModuleRegistry modules;
    private final Map<String, MountHandler> handlers;

    /**
     * @param uploads
     *            where files of requests are, on their way
     * @param limits
     *            those of bodies count
     */
    public Jbackend(JbackendSettings settings, JbackendStores stores, VisitorSessions visitors, AnswerAssembler answers,
            Path uploads, Limits limits) {
        this.modules = new ModuleRegistry(settings, answers, visitors);
        modules.add(new UserModule(new AccountActions(stores.users(), settings.registration()), visitors));
        JbackendHandler handler = new JbackendHandler(modules, visitors, stores, uploads, limits);
        this.handlers = settings.endpoints().stream().collect(Collectors.toUnmodifiableMap(JbackendEndpoint::path,
                endpoint -> request -> handler.handle(request, endpoint), (first, last) -> last));
    }

    /** What answers at the endpoints that the operator has made, by path. */
    public Map<String, MountHandler> handlers() {
        return handlers;
    }

    @Override
    public void swapped(@Nullable Version previous, @Nullable Version next) {
        modules.swap(previous, next);
    }
}
