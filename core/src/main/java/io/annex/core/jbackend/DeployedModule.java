package io.annex.core.jbackend;

import io.annex.core.addon.Endpoint;
import io.annex.core.addon.EndpointTable.Match;
import io.annex.core.addon.Version;
import io.annex.core.http.Answer;
import io.annex.core.http.Incident;
import io.annex.core.http.IncomingRequest;
import io.annex.core.jbackend.Hooks.Hook;
import io.annex.core.request.AnswerAssembler;
import io.annex.core.request.AnswerMessage;
import io.annex.core.request.HttpExchange;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A version as a module: its hooks run as exchanges with its workers, within
 * the limits of the add-on.
 */
final class DeployedModule implements ActiveModule {
    private static final Logger log = LoggerFactory.getLogger(DeployedModule.class);
    private static final Match.Found NO_ENDPOINT = new Match.Found(
            new Endpoint(0, "POST", "/", true, Endpoint.Reach.TEMPLATE), "");

    private final Version version;
    private final Hooks hooks;
    private final AnswerAssembler answers;
    private final VisitorSessions visitors;
    private final ModuleRegistry modules;

    DeployedModule(Version version, AnswerAssembler answers, VisitorSessions visitors, ModuleRegistry modules) {
        this.version = version;
        this.hooks = version.declarations() instanceof Hooks declared ? declared : Hooks.NONE;
        this.answers = answers;
        this.visitors = visitors;
        this.modules = modules;
    }

    Version version() {
        return version;
    }

    @Override
    public String name() {
        return version.addon();
    }

    @Override
    public Hooks hooks() {
        return hooks;
    }

    @Override
    public void run(List<Hook> run, RequestState state, Listener listener) {
        IncomingRequest request = state.request();
        request.servedBy(version.addon(), version.manifest().version());
        Answer.@Nullable Text tooSoon = state.isNewTo(version.addon()) ? version.tooSoon(request) : null;
        if (tooSoon != null) {
            state.refuse(tooSoon);
            version.completed(null, tooSoon.status(), 0, request.arrivedAt(), request.received(), 0);
            return;
        }
        HttpExchange exchange = new HttpExchange(new Call(run, state, listener), request, version, NO_ENDPOINT, "");
        exchange.message(state.message(run));
        exchange.settleSession(state.sessionId());
        request.onAbort(exchange::abort);
        if (request.hasBody()) {
            exchange.begins();
        }
        exchange.offer();
    }

    /** Hooks on their way to the workers and back. */
    private final class Call implements HttpExchange.Outcome {
        private final List<Hook> run;
        private final RequestState state;
        private final Listener listener;

        Call(List<Hook> run, RequestState state, Listener listener) {
            this.run = run;
            this.state = state;
            this.listener = listener;
        }

        @Override
        public void answered(HttpExchange exchange, String message, byte @Nullable [] bytes, long cpuNanos) {
            HookResult result;
            try {
                AnswerMessage answer = AnswerMessage.read(message);
                if (answer.kind() != 't') {
                    failed(exchange, answer.body(), cpuNanos);
                    return;
                }
                result = HookResult.read(answer.body());
                answers.keepFromNeighbours(exchange, answer.headers());
                AnswerAssembler.Saved saved = answers.store(exchange, answer,
                        visitors.outside(state.endpoint().path()));
                state.answerAfter(saved.kept());
                String begun = saved.begun();
                if (begun != null) {
                    state.answerAfter(visitors.began(begun));
                    state.sessionId(begun);
                }
                state.headers().addAll(answer.headers());
            } catch (IllegalArgumentException e) {
                failed(exchange, "the answer cannot be read: " + e.getMessage(), cpuNanos);
                return;
            }
            completed(exchange, 200, cpuNanos, result.response().length());
            listener.done(result);
        }

        @Override
        public void stopped(HttpExchange exchange, Stop stop, long cpuNanos) {
            DeployedModule now = stop.reason() == StopReason.NOT_BEGUN ? modules.replacing(version) : null;
            if (now != null && now.hooks().equals(hooks())) {
                now.run(run, state, listener);
                return;
            }
            failed(exchange, "was stopped: " + stop.reason().code() + ": " + stop.detail(), cpuNanos);
        }

        @Override
        public void undelivered(HttpExchange exchange, Throwable failure, long cpuNanos) {
            log.error("The answer of {} to {} could not be read", version, exchange.request().requestId(), failure);
            failed(exchange, "the host could not read the answer", cpuNanos);
        }

        private void failed(HttpExchange exchange, String why, long cpuNanos) {
            String incident = Incident.newId();
            answers.logFailure(exchange, "incident " + incident + ": " + exchange.request().method() + ' '
                    + exchange.request().target() + ": " + why);
            completed(exchange, 500, cpuNanos, 0);
            listener.failed(incident);
        }

        private void completed(HttpExchange exchange, int status, long cpuNanos, long sent) {
            IncomingRequest request = exchange.request();
            version.completed(null, status, cpuNanos, request.arrivedAt(), request.received(), sent);
        }

        @Override
        public void ended(HttpExchange exchange) {
            // Uploads are gone before the first hook.
            exchange.request().released();
        }
    }
}
