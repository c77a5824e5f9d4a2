package io.annex.core.jbackend;

import io.annex.core.jbackend.Hooks.Hook;
import io.annex.core.jbackend.JbackendEndpoint.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Takes one request through the hooks of the modules, in the order of the
 * contract: {@code onBeforeCheckModule} of all; is a module named?;
 * {@code onCheckSession} of all; does the endpoint serve the module?; access;
 * {@code onRequest<Module>} of all that have it.
 *
 * <h2>One module, one exchange</h2> Each module runs in a place of its own, so
 * the hooks are a sequence of exchanges, and the request's state travels with
 * them. What most requests need is one module and its {@code onRequest}: one
 * exchange. And where a module's hooks follow one another with nothing between
 * them that has to be decided elsewhere, they are sent as one: the decisions
 * that depend on the module's name alone are taken beforehand, for the name as
 * it is, and the module stops where its {@code onBeforeCheckModule} has named
 * another. Then the dispatch goes on from there as if it had sent that one hook
 * alone.
 *
 * <p>
 * Rejected: to run all modules of an endpoint in one isolate (one module could
 * read the others, and one that loops would stop them all); to send every
 * module all hooks and let it find out (each would cost an exchange for every
 * request).
 *
 * <p>
 * Lives on the request's event loop.
 */
final class HookChain {
    /** A hook of a module that is still to run. */
    private record Step(ActiveModule module, Hook hook) {
    }

    private final JbackendEndpoint endpoint;
    private final List<? extends ActiveModule> modules;
    private final Gatekeeper gatekeeper;
    private final RequestState state;
    private final Listener listener;

    private Hook stage = Hook.BEFORE;
    private List<Step> steps;
    private Optional<SessionCheck> check = Optional.empty();

    /**
     * The end of a dispatch.
     *
     * @param body
     *            the answer's JSON
     * @param code
     *            the error that the dispatch itself answers, if it does
     */
    public record Outcome(String body, Optional<ErrorCode> code) {
        /** The error code that is answered, the modules' own too, or {@code ok}. */
        public String codeOrOk() {
            return code.map(ErrorCode::name).orElseGet(() -> {
                JsonNode answer = HookResult.json(body);
                return answer.path("status").asString("").equals("ko")
                        ? answer.path("error_code").asString("ko")
                        : "ok";
            });
        }
    }

    /** Who is told the end of a dispatch. */
    public interface Listener {
        void ended(Outcome outcome);

        /** The host has failed, on the way or in telling the end. */
        void broke(Throwable failure);
    }

    /**
     * @param modules
     *            those that serve, in their order
     * @param listener
     *            is told the end, once
     */
    HookChain(RequestState state, List<? extends ActiveModule> modules, Gatekeeper gatekeeper, Listener listener) {
        this.endpoint = state.endpoint();
        this.modules = modules;
        this.gatekeeper = gatekeeper;
        this.state = state;
        this.listener = listener;
        this.steps = stepsOf(Hook.BEFORE, "");
    }

    /** Begins. */
    public void run() {
        guarded(this::goOn);
    }

    /** What goes on later has nobody above it who would answer the client. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            listener.broke(e);
        }
    }

    private void goOn() {
        if (!steps.isEmpty()) {
            call();
            return;
        }
        switch (stage) {
            case BEFORE -> {
                state.module(named());
                if (state.variables().text("module") == null) {
                    end(ErrorCode.REQ_MNS);
                } else {
                    enter(Hook.SESSION);
                }
            }
            case SESSION -> {
                if (!endpoint.serves(state.module())) {
                    end(ErrorCode.REQ_MNF);
                } else if (endpoint.access() == Access.FREE) {
                    enter(Hook.REQUEST);
                } else {
                    gatekeeper.admit(state, check,
                            refusal -> guarded(() -> refusal.ifPresentOrElse(this::end, () -> enter(Hook.REQUEST))));
                }
            }
            case REQUEST -> {
                if (!state.response().isEmpty()) {
                    listener.ended(new Outcome(state.response(), Optional.empty()));
                } else {
                    end(state.isStacked() ? ErrorCode.REQ_RUN : ErrorCode.REQ_MNF);
                }
            }
        }
    }

    private void enter(Hook next) {
        stage = next;
        steps = stepsOf(next, state.module());
        goOn();
    }

    private List<Step> stepsOf(Hook hook, String module) {
        List<Step> all = new ArrayList<>(modules.size());
        for (ActiveModule each : modules) {
            if (each.hooks().has(hook, module)) {
                all.add(new Step(each, hook));
            }
        }
        return all;
    }

    private String named() {
        String module = state.variables().text("module");
        return module == null ? "" : module;
    }

    private void end(ErrorCode code) {
        listener.ended(new Outcome(code.body(), Optional.of(code)));
    }

    // ---- exchanges
    // -------------------------------------------------------------------------------------------------

    /** Sends the next module all that it can do without us. */
    private void call() {
        Hook begun = stage;
        ActiveModule module = steps.getFirst().module();
        if (begun == Hook.BEFORE) {
            state.module(named());
        }
        List<Hook> hooks = new ArrayList<>(Hook.values().length);
        take(module, hooks);
        while (steps.isEmpty() && isForeseen()) {
            Hook next = stage == Hook.BEFORE ? Hook.SESSION : Hook.REQUEST;
            List<Step> following = stepsOf(next, state.module());
            if (!following.isEmpty() && following.getFirst().module() != module) {
                break;
            }
            stage = next;
            steps = following;
            take(module, hooks);
        }
        module.run(hooks, state, new ActiveModule.Listener() {
            @Override
            public void done(HookResult result) {
                guarded(() -> left(result, begun, hooks.size()));
            }

            @Override
            public void failed(String incident) {
                guarded(() -> listener
                        .ended(new Outcome(ErrorCode.REQ_ERR.body(incident), Optional.of(ErrorCode.REQ_ERR))));
            }
        });
    }

    private void take(ActiveModule module, List<Hook> hooks) {
        while (!steps.isEmpty() && steps.getFirst().module() == module) {
            hooks.add(steps.removeFirst().hook());
        }
    }

    /** Whether what follows the stage is known without running it. */
    private boolean isForeseen() {
        return switch (stage) {
            case BEFORE -> !state.module().isEmpty();
            case SESSION -> endpoint.access() == Access.FREE && endpoint.serves(state.module());
            case REQUEST -> false;
        };
    }

    private void left(HookResult result, Hook begun, int hooks) {
        state.left(result);
        check = result.check().isPresent() && check.isPresent()
                ? Optional.of(check.get().or(result.check().get()))
                : check.or(result::check);
        if (result.done() < hooks && stage != begun) {
            // It has named another module: what was foreseen was for the one before.
            stage = begun;
            steps = new ArrayList<>();
        }
        goOn();
    }
}
