package io.annex.server.http.answer;

import io.annex.core.http.Answer;

/** Answers that nobody gets. */
public final class Unsent {
    private Unsent() {
    }

    /** Lets go of what an answer holds. */
    public static void letGo(Answer answer) {
        switch (answer) {
            case Answer.File file -> file.sent().run();
            case Answer.Opened opened -> FilePump.close(opened.file());
            case Answer.Streamed streamed -> streamed.source().closed(false);
            case Answer.Text text -> {
            }
            case Answer.Bytes bytes -> {
            }
            case Answer.Empty empty -> {
            }
        }
    }
}
