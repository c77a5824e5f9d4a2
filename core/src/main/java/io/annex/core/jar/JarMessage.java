package io.annex.core.jar;

import io.annex.api.Message;
import io.annex.core.jar.JarListeners.Registered;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An exchange message that began with no request, as a Java listener sees it;
 * see {@code docs/design/messages.md}.
 */
final class JarMessage implements Message {
    private static final String START = "-\0";
    private static final int FIELDS = 5;

    private final String[] fields;
    private final JarRun run;
    private final System.Logger logger;
    private @Nullable String answer;

    private JarMessage(String[] fields, JarRun run, System.Logger logger) {
        this.fields = fields;
        this.run = run;
        this.logger = logger;
    }

    static boolean is(String message) {
        return message.startsWith(START);
    }

    /** Runs the listener that it is for. */
    static JarAnswer hear(String text, List<Registered> listeners, JarRun run, System.Logger logger) throws Exception {
        JarMessage message = new JarMessage(text.split("\0", FIELDS), run, logger);
        listeners.get(Integer.parseInt(message.fields[2])).listener().hear(message);
        String said = message.answer;
        return said == null
                ? new JarAnswer("0\000200\0\0\0-\0", null, 0)
                : new JarAnswer("0\000200\0\0\0t\0" + said, null, said.length());
    }

    @Override
    public String origin() {
        return fields[1];
    }

    @Override
    public String json() {
        return fields[FIELDS - 1];
    }

    @Override
    public void answer(String json) {
        answer = json;
    }

    @Override
    public boolean isAbandoned() {
        return run.isGone();
    }

    @Override
    public void waitUntil(CompletionStage<?> stage) {
        run.waitUntil(stage);
    }

    @Override
    public System.Logger logger() {
        return logger;
    }
}
