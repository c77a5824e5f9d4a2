package io.annex.core.call;

import io.annex.core.http.Answer;
import io.annex.core.http.Incident;
import io.annex.core.http.PieceSink;
import io.annex.core.http.Problems;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that comes in pieces, for an add-on that takes it as a whole. How
 * long it may get is for who makes it to bound.
 */
final class GatheredPieces implements PieceSink {
    private static final Logger log = LoggerFactory.getLogger(GatheredPieces.class);

    private final Answer.Streamed answer;
    private final Consumer<Answer> whole;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean over;

    GatheredPieces(Answer.Streamed answer, Consumer<Answer> whole) {
        this.answer = answer;
        this.whole = whole;
    }

    @Override
    public boolean write(byte[] piece) {
        if (!over) {
            bytes.writeBytes(piece);
        }
        return !over;
    }

    @Override
    public void end() {
        over(true, new Answer.Bytes(answer.status(), answer.headers(), bytes.toByteArray()));
    }

    @Override
    public void fail() {
        String incident = Incident.newId();
        log.debug("Incident {}: an answer to another add-on broke off", incident);
        over(false, Problems.failed(incident));
    }

    /** Nobody waits for it any more. */
    void gone() {
        if (!over) {
            over = true;
            answer.source().closed(false);
        }
    }

    private void over(boolean isWhole, Answer what) {
        if (!over) {
            over = true;
            answer.source().closed(isWhole);
            whole.accept(what);
        }
    }
}
