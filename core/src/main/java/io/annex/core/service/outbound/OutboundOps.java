package io.annex.core.service.outbound;

import io.annex.core.grant.Grants;
import io.annex.core.grant.HostGrant;
import io.annex.core.outbound.ManagerAddress;
import io.annex.core.outbound.Outbound;
import io.annex.core.outbound.Outbound.Head;
import io.annex.core.outbound.Outbound.Part;
import io.annex.core.outbound.OutboundFailure;
import io.annex.core.outbound.OutboundFailure.Kind;
import io.annex.core.outbound.OutboundRequest;
import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.ExchangeScope;
import io.annex.core.service.Scope;
import io.annex.core.settings.Limit;
import io.annex.core.settings.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The outbound ops of one version: calls by the guest's own names for them,
 * within the limits, and for no longer than the exchange that made them. The
 * grammar is in {@code docs/design/messages.md}. Thread-safe.
 *
 * <p>
 * The guest library shares its isolate with the add-on, so nothing is taken
 * from it on trust: sizes are counted here, and what it calls a call is looked
 * up among those of this version alone.
 */
final class OutboundOps implements Scope {
    private static final int CALL_FIELDS = 11;
    private static final int MOST_FAILED = 1000;
    private static final int LONGEST_NAME = 100;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final String addon;
    private final Outbound outbound;
    private final Grants grants;
    private final Limits limits;
    /** A call may go on for so long whose exchange was answered without it. */
    private final Executor afterwards;
    private final @Nullable ManagerAddress manager;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    /** Why calls have failed that the guest has not asked for since. */
    private final Map<String, OutboundFailure> failed = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, OutboundFailure> eldest) {
            return size() > MOST_FAILED;
        }
    });
    private final AtomicInteger count = new AtomicInteger();
    private Outbound.@Nullable Client client;
    private boolean closed;

    /**
     * @param manager
     *            where {@code helper.Manager} calls, or {@code null} where the
     *            style has none
     */
    OutboundOps(AddonScope addon, Outbound outbound, @Nullable ManagerAddress manager) {
        this.addon = addon.addon();
        this.outbound = outbound;
        this.grants = addon.settings().grants();
        this.limits = addon.limits();
        this.afterwards = CompletableFuture.delayedExecutor(limits.get(Limit.AFTER), TimeUnit.NANOSECONDS);
        this.manager = manager;
    }

    /** Whether the guest's code waits for the answer, so that it is one block. */
    private enum Answering {
        NOW, LATER
    }

    /** A call, from its op to its end. */
    private final class Running implements ExchangeScope.Listener {
        private final Outbound.Call call;
        private final AtomicLong received = new AtomicLong();
        private final long length;
        /** Whether its answer has no length that counts, but messages. */
        private final boolean socket;
        private final AtomicLong sent = new AtomicLong();
        private volatile boolean answered;

        Running(Outbound.Call call, long length, boolean socket) {
            this.call = call;
            this.length = length;
            this.socket = socket;
        }

        /** Whether another chunk fits the length that was said before. */
        boolean fits(byte[] bytes, boolean last) {
            long all = sent.addAndGet(bytes.length);
            return bytes.length <= Outbound.CHUNK && (length < 0 || (last ? all == length : all < length));
        }

        /** Throws when the answer is longer than may be. */
        Part counted(Part part) {
            long most = limits.get(Limit.CALL_ANSWER);
            if (!socket && received.addAndGet(part.bytes().length) > most) {
                OutboundFailure failure = new OutboundFailure(Kind.LIMIT,
                        "the answer is longer than " + most + " bytes (limits.callAnswer)");
                call.cancel(failure);
                throw new CompletionException(failure);
            }
            return part;
        }

        @Override
        public void ended(boolean answered) {
            OutboundFailure why = new OutboundFailure(Kind.CANCELLED, "its request has ended");
            if (answered) {
                afterwards.execute(() -> {
                    // Most are over by then, and their add-on may be gone.
                    if (running.containsValue(this)) {
                        call.cancel(why);
                    }
                });
            } else {
                call.cancel(why);
            }
        }
    }

    @Override
    public void serve(Call op) {
        switch (op.op()) {
            case "outbound.call" -> call(op, Answering.LATER);
            case "outbound.now" -> call(op, Answering.NOW);
            case "outbound.readNow" -> {
                Running found = running.get(op.text());
                if (found == null) {
                    fail(op, fate(op.text()));
                } else {
                    answer(found.call.read().thenApply(found::counted), op,
                            part -> op.ok(WholeAnswer.packed(part.ended() ? "e" : "m", part.bytes())));
                }
            }
            case "outbound.pause" -> {
                long millis = Math.clamp((long) Double.parseDouble(op.text()), 0, LONGEST_PAUSE_MILLIS);
                CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> op.ok(""));
            }
            case "outbound.write" -> write(op);
            case "outbound.read" -> {
                Running found = running.get(op.text());
                if (found == null) {
                    fail(op, fate(op.text()));
                } else {
                    answer(found.call.read().thenApply(found::counted), op,
                            part -> op.ok(part.ended() ? "e" : "m", part.bytes()));
                }
            }
            case "outbound.cancel" -> {
                Running found = running.get(op.text());
                if (found != null) {
                    found.call.cancel(new OutboundFailure(Kind.CANCELLED, "it was aborted"));
                }
                op.ok("");
            }
            default -> {
                if (manager == null) {
                    fail(op, new OutboundFailure(Kind.REFUSED, "this style has no manager"));
                } else {
                    op.ok(manager.url());
                }
            }
        }
    }

    private void call(Call op, Answering when) {
        String[] fields = op.text().split("\0", CALL_FIELDS);
        if (fields.length != CALL_FIELDS) {
            throw new IllegalArgumentException("a call with " + fields.length + " fields");
        }
        if (fields[0].length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a name of " + fields[0].length() + " characters");
        }
        byte[] body = bytes(op);
        ExchangeScope exchange = op.exchange();
        long length = Long.parseLong(fields[6]);
        Duration time = time(fields[7]);
        OutboundRequest request = new OutboundRequest(fields[1], fields[2].equals("https"), fields[3],
                Integer.parseInt(fields[4]), fields[5], headers(fields[10]), length, time, fields[9]);
        boolean asText = fields[8].contains("t");
        ManagerAddress own = fields[8].contains("m") ? manager : null;
        Grants granted = grants;
        if (own != null && own.is(request)) {
            granted = granted.with(new HostGrant(request.host(), request.port()));
            request = request.trusting(own.certificates());
        }
        Outbound.Client via = client();
        if (via == null) {
            fail(op, new OutboundFailure(Kind.CANCELLED, "the add-on was stopped"));
            return;
        }
        long most = limits.get(Limit.CALLS);
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            fail(op, new OutboundFailure(Kind.LIMIT,
                    most + " outbound calls are under way already (limits.calls); wait for some of them"));
            return;
        }
        Running begun;
        try {
            boolean socket = fields[8].contains("w");
            begun = new Running(socket ? via.socket(request, granted) : via.call(request, granted), length, socket);
        } catch (RuntimeException | Error e) {
            count.decrementAndGet();
            throw e;
        }
        String id = fields[0];
        Running other = running.putIfAbsent(id, begun);
        if (other != null) {
            count.decrementAndGet();
            begun.call.cancel(gone());
            throw new IllegalArgumentException("two calls of one name");
        }
        begun.call.over().whenComplete((over, failure) -> {
            if (failure instanceof OutboundFailure why && begun.answered) {
                failed.put(id, why);
            }
            running.remove(id, begun);
            count.decrementAndGet();
            if (exchange != null) {
                exchange.forget(begun);
            }
        });
        if (exchange != null) {
            exchange.tell(begun);
        }
        answer(begun.call.head().thenApply(head -> counted(begun, head)), op, head -> {
            if (when == Answering.NOW) {
                if (asText && head.body().ended() && WholeAnswer.isUtf8(head)) {
                    op.ok(text(head, 't') + '\0' + new String(head.body().bytes(), StandardCharsets.UTF_8));
                } else {
                    op.ok(WholeAnswer.packed(text(head, head.body().ended() ? 'e' : 'm'), head.body().bytes()));
                }
            } else if (asText && head.body().ended()) {
                op.ok(text(head, 't') + '\0' + new String(head.body().bytes(), StandardCharsets.UTF_8));
            } else {
                op.ok(text(head, head.body().ended() ? 'e' : 'm'), head.body().bytes());
            }
        });
        boolean whole = body.length == length;
        if (body.length > Outbound.CHUNK && when == Answering.NOW) {
            writeFrom(begun, body, 0);
        } else if (body.length > 0 || whole) {
            write(begun, body, whole, null);
        }
    }

    /** Part by part; the whole counts among what the add-on's ops carry. */
    private static void writeFrom(Running to, byte[] body, int at) {
        int end = Math.min(body.length, at + Outbound.CHUNK);
        byte[] part = Arrays.copyOfRange(body, at, end);
        boolean last = end == body.length;
        if (!to.fits(part, last)) {
            to.call.cancel(new OutboundFailure(Kind.INVALID, "the body has not the length that was announced"));
            return;
        }
        CompletionStage<Void> written = to.call.write(part, last);
        if (!last) {
            // A failure is the call's own.
            written.thenRun(() -> writeFrom(to, body, end));
        }
    }

    private static Head counted(Running call, Head head) {
        call.answered = true;
        call.counted(head.body());
        return head;
    }

    private Duration time(String millis) {
        Duration most = Limit.time(limits.get(Limit.CALL_TIME));
        long asked = (long) Double.parseDouble(millis);
        return asked > 0 && asked < most.toMillis() ? Duration.ofMillis(asked) : most;
    }

    private static List<String> headers(String lines) {
        if (lines.isEmpty()) {
            return List.of();
        }
        List<String> headers = List.of(lines.split("\n", -1));
        if (headers.size() % 2 != 0) {
            throw new IllegalArgumentException("a header without a value");
        }
        return headers;
    }

    private static byte[] bytes(Call op) {
        byte[] bytes = op.bytes();
        return bytes == null ? new byte[0] : bytes;
    }

    private void write(Call op) {
        String id = op.text().substring(0, op.text().indexOf('\0'));
        Running found = running.get(id);
        if (found == null) {
            fail(op, fate(id));
        } else {
            write(found, bytes(op), op.text().endsWith("\0001"), op);
        }
    }

    private static void write(Running to, byte[] bytes, boolean last, @Nullable Call reply) {
        if (!to.fits(bytes, last)) {
            OutboundFailure failure = new OutboundFailure(Kind.INVALID,
                    "the body has not the length that was announced");
            to.call.cancel(failure);
            if (reply != null) {
                fail(reply, failure);
            }
            return;
        }
        CompletionStage<Void> written = to.call.write(bytes, last);
        if (reply != null) {
            answer(written, reply, nothing -> reply.ok(""));
        }
    }

    private static String text(Head head, char mode) {
        StringBuilder text = new StringBuilder().append(head.status()).append('\0')
                .append(head.reason().replace('\0', ' ')).append('\0').append(mode);
        char separator = '\0';
        for (String each : head.headers()) {
            text.append(separator).append(each.replace('\n', ' ').replace('\0', ' '));
            separator = '\n';
        }
        return (head.headers().isEmpty() ? text.append('\0') : text).toString();
    }

    private static <T> void answer(CompletionStage<T> stage, Call reply, Consumer<T> ok) {
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                ok.accept(value);
                return;
            }
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause()
                    : failure;
            fail(reply,
                    cause instanceof OutboundFailure known
                            ? known
                            : new OutboundFailure(Kind.RESET, "the host could not make the call"));
        });
    }

    private static void fail(Call reply, OutboundFailure failure) {
        reply.fail(failure.kind().code(), failure.text());
    }

    /** Why a call is over. */
    private OutboundFailure fate(String id) {
        OutboundFailure why = failed.remove(id);
        return why == null ? gone() : why;
    }

    private static OutboundFailure gone() {
        return new OutboundFailure(Kind.CANCELLED, "the call is over");
    }

    private synchronized Outbound.@Nullable Client client() {
        if (client == null && !closed) {
            client = outbound.open(addon, limits);
        }
        return closed ? null : client;
    }

    /** Cancels what is under way; no call can be made any more. */
    @Override
    public void close() {
        Outbound.Client open;
        synchronized (this) {
            closed = true;
            open = client;
        }
        if (open != null) {
            List<Running> left = new ArrayList<>(running.values());
            left.forEach(each -> each.call.cancel(new OutboundFailure(Kind.CANCELLED, "the add-on was stopped")));
            open.close();
        }
    }
}
