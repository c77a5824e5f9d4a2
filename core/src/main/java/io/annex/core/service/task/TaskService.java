package io.annex.core.service.task;

import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceOp;
import io.annex.core.settings.Limit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What add-ons' code runs on with after an answer, and what became of it. */
public final class TaskService implements HostService {
    private static final Limit RESULTS = Limit.time("taskResults", "1 h",
            "how long the result of a long-running task is kept that nobody fetches",
            "it is forgotten, and its monitor answers 404");

    /** By add-on: a task may end in a version that is draining. */
    private final Map<String, Shared> tasks = new ConcurrentHashMap<>();

    /** As long as the add-on has a version; changed in the map alone. */
    private record Shared(Tasks tasks, int versions) {
        Shared with(int more) {
            return new Shared(tasks, versions + more);
        }
    }

    @Override
    public String name() {
        return "tasks";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("task.begin", Mode.INLINE), new ServiceOp("task.progress", Mode.INLINE),
                new ServiceOp("task.alive", Mode.INLINE), new ServiceOp("task.end", Mode.ENDING),
                new ServiceOp("task.take", Mode.INLINE));
    }

    @Override
    public List<Limit> limits() {
        return List.of(RESULTS);
    }

    @Override
    public Scope open(AddonScope addon) {
        Duration kept = Limit.time(addon.limit(RESULTS));
        Shared shared = tasks.compute(addon.addon(),
                (name, known) -> known == null ? new Shared(new Tasks(System::nanoTime, kept), 1) : known.with(1));
        shared.tasks().keep(kept);
        return new Scope() {
            @Override
            public void serve(Call call) throws OpRefused {
                TaskService.serve(shared.tasks(), call);
            }

            @Override
            public void close() {
                tasks.computeIfPresent(addon.addon(), (name, known) -> known.versions() > 1 ? known.with(-1) : null);
            }
        };
    }

    private static void serve(Tasks own, Call call) throws OpRefused {
        call.ok(switch (call.op()) {
            case "task.begin" -> own.begin(call.text());
            case "task.progress" -> own.progress(call.text());
            case "task.alive" -> own.alive(call.text());
            case "task.end" -> own.end(call.text());
            default -> own.take(call.text());
        });
    }
}
