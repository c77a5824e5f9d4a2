package io.annex.engine;

/**
 * Where the workers of a program run.
 *
 * @param isolation
 *            in a cell or in this process
 * @param cell
 *            name of the cell, which programs of the same name share; empty for
 *            a cell of the program's own. Without meaning for
 *            {@link Isolation#THREAD}
 */
public record Placement(Isolation isolation, String cell) {
    /** A cell of the program's own. */
    public static final Placement OWN_CELL = new Placement(Isolation.PROCESS, "");

    @Override
    public String toString() {
        return cell.isEmpty() ? isolation.code() : isolation.code() + " (cell " + cell + ")";
    }
}
