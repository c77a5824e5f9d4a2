package io.annex.engine.cell;

import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What a cell itself, not an add-on in it, has to say to the operator. */
final class CellReport {
    private static final int LONGEST = 4000;

    private CellReport() {
    }

    /** A cell's word is not trusted: its lines are named as such, and cut. */
    static void write(int cell, String level, String logger, String message) {
        Level known;
        try {
            known = Level.valueOf(level);
        } catch (IllegalArgumentException e) {
            known = Level.WARN;
        }
        String text = message.length() > LONGEST ? message.substring(0, LONGEST) + " …" : message;
        LoggerFactory.getLogger(CellReport.class).atLevel(known).log("cell {}: {}: {}", cell, logger, text);
    }
}
