package io.annex.server.testkit;

import io.annex.core.outbound.OutboundFailure;
import io.annex.core.outbound.OutboundFailure.Kind;
import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceOp;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the host does for tests of add-ons. Its ops are the tests' alone: the
 * add-on that is tested may only ask how far its clock is ahead.
 * {@code guest/src/testkit} has the other side.
 */
final class TestkitService implements HostService {
    private static final String NAME = "annex-testkit";
    private static final long LOOK_MILLIS = 100;
    private static final List<String> AT_ONCE = List.of("ahead", "about", "say", "visitor", "now", "mails", "log",
            "emitted", "answer", "halt");
    private static final List<String> WAITS = List.of("advance", "set", "emit", "fire", "send", "settings", "next");

    private final TestedServer tested;
    private final Consumer<JsonNode> said;
    private final Map<Long, TestedCall> open = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong asking = new AtomicLong();

    /**
     * @param tested
     *            the server of these tests
     * @param said
     *            hears what the tests say of themselves
     */
    TestkitService(TestedServer tested, Consumer<JsonNode> said) {
        this.tested = tested;
        this.said = said;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ServiceOp> ops() {
        List<ServiceOp> ops = new ArrayList<>();
        AT_ONCE.forEach(op -> ops.add(new ServiceOp(NAME + '.' + op, Mode.INLINE)));
        WAITS.forEach(op -> ops.add(new ServiceOp(NAME + '.' + op, Mode.BLOCKING)));
        return List.copyOf(ops);
    }

    @Override
    public Scope open(AddonScope addon) {
        boolean ofTests = addon.addon().equals(TestingStyle.TESTS);
        return call -> {
            String op = call.op().substring(NAME.length() + 1);
            if (!ofTests && !op.equals("ahead")) {
                throw new OpRefused("denied", "this is for tests");
            }
            serve(op, call);
        };
    }

    private void serve(String op, Call call) throws OpRefused {
        JsonNode value = JsonMapper.shared().readTree(call.text());
        switch (op) {
            case "ahead" -> call.ok(tested.clock().json());
            case "about" -> call.ok(tested.about());
            case "say" -> {
                said.accept(value);
                call.ok("");
            }
            case "visitor" -> call.ok(JsonMapper.shared().writeValueAsString(tested.visitors().add(value)));
            case "now" -> call.ok(Long.toString(tested.clock().millis()));
            case "mails" -> {
                if (value.path("reset").asBoolean(false)) {
                    tested.mail().reset();
                }
                call.ok(tested.mail().json());
            }
            case "log" -> {
                if (value.path("reset").asBoolean(false)) {
                    tested.log().clear();
                }
                call.ok(tested.log().json());
            }
            case "emitted" -> call.ok(tested.emitted());
            case "answer" -> {
                answer(value, call.bytes());
                call.ok("");
            }
            case "halt" -> {
                tested.halt();
                call.ok("");
            }
            case "next" -> next(call);
            case "advance" -> {
                tested.advance(Duration.ofMillis(value.path("by").asLong(0)));
                call.ok("");
            }
            case "set" -> {
                tested.set(Duration.ofMillis(value.path("by").asLong(0)));
                call.ok("");
            }
            case "emit" -> {
                tested.emit(value.path("name").asString(""), value.path("data").toString());
                call.ok("");
            }
            case "fire" -> {
                tested.fire(value.path("name").asString(""));
                call.ok("");
            }
            case "send" -> call.ok(tested.send(value.path("name").asString(""), value.path("data").toString()));
            case "settings" -> {
                tested.settings(value.path("set"));
                call.ok("");
            }
            default -> throw new OpRefused("there is no " + op);
        }
    }

    // ---- the add-on's calls

    private void next(Call call) {
        AtomicBoolean over = new AtomicBoolean();
        // Of a worker that was stopped, another may still wait: what it took would be
        // lost.
        long mine = asking.incrementAndGet();
        call.onCancel(() -> over.set(true));
        try {
            while (!over.get() && asking.get() == mine && !tested.isClosed()) {
                TestedCall coming = tested.outbound().coming().poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (coming != null && (over.get() || asking.get() != mine)) {
                    tested.outbound().coming().add(coming);
                } else if (coming != null) {
                    long id = ids.incrementAndGet();
                    open.put(id, coming);
                    call.ok(coming.json(id), coming.body());
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        call.fail("closed", "the tests have ended");
    }

    private void answer(JsonNode answer, byte @Nullable [] body) {
        TestedCall asked = open.remove(answer.path("id").asLong(0));
        if (asked == null) {
            return;
        }
        String refused = answer.path("refused").asString("");
        String fails = answer.path("fails").asString("");
        if (answer.path("allowed").asBoolean(false)) {
            asked.allow();
        } else if (!refused.isEmpty()) {
            asked.refuse(new OutboundFailure(Kind.REFUSED, refused));
        } else if (!fails.isEmpty()) {
            asked.refuse(new OutboundFailure(switch (fails) {
                case "timeout" -> Kind.TIME;
                case "not found" -> Kind.NOT_FOUND;
                case "reset" -> Kind.RESET;
                default -> Kind.CONNECT;
            }, "the test lets it fail: " + fails));
        } else {
            List<String> headers = new ArrayList<>();
            answer.path("headers").properties().forEach(each -> {
                headers.add(each.getKey());
                headers.add(each.getValue().asString(""));
            });
            int status = answer.path("status").asInt(200);
            asked.answer(status, HttpResponseStatus.valueOf(status).reasonPhrase(), headers,
                    body == null ? new byte[0] : body);
        }
    }
}
