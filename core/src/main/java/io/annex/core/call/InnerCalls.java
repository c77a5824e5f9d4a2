package io.annex.core.call;

import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import io.annex.core.call.OpenCalls.Open;
import io.annex.core.http.Answer;
import io.annex.core.http.Callers;
import io.annex.core.http.IncomingRequest;
import io.annex.core.service.Call;
import io.annex.core.service.ExchangeScope;
import io.annex.core.service.OpRefused;
import io.annex.core.service.addons.AddonCalls;
import io.annex.core.settings.Limit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request of an add-on's call to another one, and an op's answer of
 * what comes of it. Thread-safe.
 */
public final class InnerCalls implements AddonCalls {
    /** How many may wait for one, one in the other. */
    private static final int MOST_CALLERS = 5;
    private static final long MOST_BYTES = 16 << 20;
    private static final Pattern PATH = Pattern
            .compile("(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)+(\\?[!-~]*)?");
    private static final Pattern DOTS = Pattern.compile("/(\\.|%2[Ee]){1,2}(/|\\?|$)");

    private final Consumer<IncomingRequest> requests;
    private final Map<String, Version> versions = new ConcurrentHashMap<>();
    private final OpenCalls open = new OpenCalls(name -> limit(name, Limit.WORKERS),
            name -> limit(name, Limit.IN_FLIGHT));
    private final ExecutorService loop = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("annex-calls").factory());

    /**
     * @param requests
     *            takes what is asked, on the request's loop
     */
    public InnerCalls(Consumer<IncomingRequest> requests) {
        this.requests = requests;
    }

    /** As a listener of deploys is told. */
    public void swapped(@Nullable Version previous, @Nullable Version next) {
        if (previous != null) {
            versions.remove(previous.addon(), previous);
        }
        if (next != null) {
            versions.put(next.addon(), next);
        }
    }

    private int limit(String addon, Limit limit) {
        Version version = versions.get(addon);
        if (version == null) {
            return Integer.MAX_VALUE;
        }
        // Add-ons in Java have a thread for each exchange.
        Limit of = version.manifest().isJava() ? Limit.IN_FLIGHT : limit;
        return (int) Math.min(Integer.MAX_VALUE, version.settings().limits().get(of));
    }

    @Override
    public boolean isThere(String addon) {
        Version version = versions.get(addon);
        return version != null && version.mountPolicy() instanceof MountPolicy.Own;
    }

    @Override
    public void call(String caller, Asked asked, Call call) throws OpRefused {
        Version version = versions.get(asked.addon());
        if (version == null || !isThere(asked.addon())) {
            throw new OpRefused("no_addon", "addons.call: there is no add-on '" + asked.addon()
                    + "' that can be called (expected: one that serves at a path of its own)");
        }
        if (!PATH.matcher(asked.route()).matches() || DOTS.matcher(asked.route()).find()
                || asked.route().contains("%00")) {
            throw new OpRefused("addons.call: the route cannot be a path (expected: e.g. /user/7)");
        }
        if (!asked.method().matches("GET|POST|PUT|PATCH|DELETE|HEAD")) {
            throw new OpRefused("addons.call: no such method (expected: GET, POST, PUT, PATCH, DELETE or HEAD)");
        }
        ExchangeScope exchange = call.exchange();
        Callers outer = exchange == null ? Callers.NONE : exchange.callers();
        if (outer.addons().size() >= MOST_CALLERS) {
            throw new OpRefused("depth", "addons.call: " + String.join(" → ", outer.addons()) + " → " + caller
                    + " calls " + asked.addon() + ": deeper than " + MOST_CALLERS);
        }
        Callers own = outer.and(caller, exchange == null ? "" : exchange.event());
        Object within = exchange == null || !outer.isEmpty() ? outer : exchange;
        Pending pending = new Pending(call);
        InnerRequest request = new InnerRequest(
                new InnerRequest.Message(asked.method(), version.mountPath() + asked.route(), headers(asked),
                        asked.json().getBytes(StandardCharsets.UTF_8), exchange == null ? "" : exchange.user()),
                own, loop, pending::answered);
        pending.begin(request, new Open(caller, exchange == null ? null : within, asked.addon(), own, asked.waits(),
                () -> pending.refused(asked)));
    }

    private static List<String> headers(Asked asked) throws OpRefused {
        List<String> headers = new ArrayList<>();
        boolean typed = false;
        String[] lines = asked.headers().isEmpty() ? new String[0] : asked.headers().split("\n", -1);
        for (int i = 0; i + 1 < lines.length; i += 2) {
            String name = lines[i].toLowerCase(Locale.ROOT);
            if (!name.matches("[a-z0-9!#$%&'*+.^_`|~-]+")
                    || lines[i + 1].chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
                throw new OpRefused("addons.call: a header that cannot be sent");
            }
            // What the body is, and whose the visitor is, is not the caller's to say.
            if (!name.equals("cookie") && !name.equals("content-encoding") && !name.equals("content-length")) {
                typed |= name.equals("content-type");
                if (!name.equals("content-type")) {
                    headers.add(name);
                    headers.add(lines[i + 1]);
                }
            }
        }
        if (!asked.json().isEmpty() || typed) {
            headers.addAll(List.of("content-type", "application/json"));
        }
        return headers;
    }

    /** A call that is under way. */
    private final class Pending {
        private final Call call;
        private volatile @Nullable Open place;
        private volatile @Nullable InnerRequest request;

        Pending(Call call) {
            this.call = call;
        }

        void begin(InnerRequest asks, Open at) {
            request = asks;
            place = at;
            call.onCancel(this::cancelled);
            open.add(at);
            loop.execute(() -> {
                if (!asks.isOver()) {
                    requests.accept(asks);
                }
            });
        }

        private void leaves() {
            Open at = place;
            if (at != null) {
                open.remove(at);
            }
        }

        private void cancelled() {
            leaves();
            InnerRequest asks = request;
            if (asks != null) {
                loop.execute(asks::abort);
            }
        }

        void refused(Asked asked) {
            call.fail("deadlock", "addons.call: all workers of '" + asked.addon()
                    + "' wait for calls that wait for them (expected: callAsync, or more limits.workers)");
            cancelled();
        }

        void answered(Answer answer) {
            leaves();
            if (answer instanceof Answer.File || answer instanceof Answer.Opened) {
                // A file is closed also where nobody waits for it any more.
                call.onCancel(() -> InnerRequest.unsent(answer));
                call.blocking(() -> ok(answer));
            } else {
                try {
                    ok(answer);
                } catch (IOException e) {
                    call.fail("", "addons.call: the answer cannot be read");
                }
            }
        }

        private void ok(Answer answer) throws IOException {
            StringBuilder text = new StringBuilder().append(answer.status()).append('\0');
            List<String> headers = answer.headers();
            for (int i = 0; i + 1 < headers.size(); i += 2) {
                if (!headers.get(i).equalsIgnoreCase("set-cookie")) {
                    text.append(headers.get(i).toLowerCase(Locale.ROOT)).append('\n').append(headers.get(i + 1))
                            .append('\n');
                }
            }
            text.append('\0');
            switch (answer) {
                case Answer.Text body -> text.append("t\0").append(body.body());
                case Answer.Bytes body -> text.append("b\0").append(latin(body.body()));
                case Answer.File file -> {
                    try {
                        if (file.size() > MOST_BYTES) {
                            call.fail("output", "addons.call: the file is larger than 16 MB");
                            return;
                        }
                        text.append("f\0").append(latin(Files.readAllBytes(file.path())));
                    } finally {
                        file.sent().run();
                    }
                }
                case Answer.Opened opened -> text.append("f\0").append(latin(read(opened)));
                case Answer.Streamed streamed -> throw new IOException("it was not gathered");
                case Answer.Empty empty -> text.append("-\0");
            }
            call.ok(text.toString());
        }

        private static String latin(byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        private static byte[] read(Answer.Opened opened) throws IOException {
            try (var file = opened.file()) {
                if (opened.length() > MOST_BYTES) {
                    throw new IOException("larger than 16 MB");
                }
                ByteBuffer all = ByteBuffer.allocate((int) opened.length());
                for (Answer.Opened.Piece piece : opened.pieces()) {
                    all.put(piece.before().getBytes(StandardCharsets.US_ASCII));
                    ByteBuffer part = all.slice(all.position(), (int) piece.length());
                    while (part.hasRemaining() && file.read(part, piece.from() + part.position()) >= 0) {
                        // To its end.
                    }
                    all.position(all.position() + (int) piece.length());
                }
                all.put(opened.end().getBytes(StandardCharsets.US_ASCII));
                return all.array();
            }
        }
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }
}
