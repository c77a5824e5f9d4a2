package io.annex.core.service.task;

import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceOp;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What add-ons' code runs on with after an answer, and what became of it. */
public final class TaskService implements HostService {
    /** By add-on: a task may end in a version that is draining. */
    private final Map<String, Tasks> tasks = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "tasks";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("task.begin", Mode.INLINE), new ServiceOp("task.alive", Mode.INLINE),
                new ServiceOp("task.end", Mode.INLINE), new ServiceOp("task.take", Mode.INLINE));
    }

    @Override
    public Scope open(AddonScope addon) {
        Tasks own = tasks.computeIfAbsent(addon.addon(), any -> new Tasks(System::nanoTime));
        return call -> serve(own, call);
    }

    private static void serve(Tasks own, Call call) throws OpRefused {
        call.ok(switch (call.op()) {
            case "task.begin" -> own.begin(call.text());
            case "task.alive" -> own.alive(call.text());
            case "task.end" -> own.end(call.text());
            default -> own.take(call.text());
        });
    }
}
