package io.annex.server.framing;

import io.annex.server.framing.FramingCases.Case;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server has read, beside what others have read out of the same bytes.
 * Where a request ends is the same for all who take it; and what nobody else
 * takes is not taken.
 */
public final class Comparison {
    private final List<String> faults = new ArrayList<>();
    private final List<Integer> beyond = new ArrayList<>();
    private int compared;
    private int refused;

    /**
     * Adds a case.
     *
     * @param whole
     *            what was read when all came at once
     * @param inPieces
     *            what was read when it came in pieces
     * @param others
     *            what others have read
     */
    public void add(Case made, Reading whole, Reading inPieces, List<Reading> others) {
        compared++;
        if (others.stream().anyMatch(Reading::isRefused)) {
            refused++;
        }
        String fault = fault(made, whole, inPieces, others);
        if (fault != null) {
            faults.add(fault + "\n  " + made + "\n  whole: " + whole + "\n  in pieces: " + inPieces + "\n  others: "
                    + others);
        } else if (whole.hasTakenBehind(others.stream().mapToInt(other -> other.requests().size()).max().orElse(0))) {
            beyond.add(made.number());
        }
    }

    private static @Nullable String fault(Case made, Reading whole, Reading inPieces, List<Reading> others) {
        if (!whole.equals(inPieces)) {
            return "it depends on how it comes";
        }
        if (made.isSound() && (whole.isRefused() || others.stream().anyMatch(Reading::isRefused))) {
            return "it is well-formed, and is refused";
        }
        List<Reading> alike = others;
        for (int i = 0; i < whole.requests().size(); i++) {
            int place = i;
            // Those who refuse it or have ended before say nothing of where it ends.
            alike = alike.stream().filter(other -> other.hasBegun(place)).toList();
            if (alike.stream().anyMatch(other -> !other.isSame(whole, place))) {
                return "request " + i + " is something else to another";
            }
        }
        return null;
    }

    /** What is wrong, in words. */
    public List<String> faults() {
        return faults;
    }

    /**
     * The cases in which a request was taken that all others refuse, or that comes
     * when they have ended.
     */
    public List<Integer> beyond() {
        return beyond;
    }

    /** The share of the cases that another has refused. */
    public double refused() {
        return (double) refused / compared;
    }

    @Override
    public String toString() {
        return String.format("%d compared, %d refused by another, %d read further, %d faults", compared, refused,
                beyond.size(), faults.size());
    }
}
