package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.framing.Comparison;
import io.annex.server.framing.FramingCases;
import io.annex.server.framing.FramingCases.Case;
import io.annex.server.framing.Nginx;
import io.annex.server.framing.NodeReader;
import io.annex.server.framing.Reading;
import io.annex.server.framing.SocketReader;
import io.annex.testing.TakesUpTo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a request ends, compared with the HTTP servers of Node and nginx: cases
 * made from a seed, most of them damaged in a way that somebody has been
 * tricked by, each sent at once and in pieces. What is read here depends on the
 * bytes alone; what another takes too ends where it ends for them; what both
 * refuse is refused. What was found is a case of {@code EdgeTest}.
 */
class FramingIT {
    /** With each change of the code. */
    private static final int CASES = 5_000;
    /** Otherwise; the first are the same. */
    private static final int MANY = 200_000;
    private static final int BATCH = 5_000;
    /** Of the first, those that nginx takes and Node does not. */
    private static final Path BEYOND_NODE = Path.of("src/test/framing/beyond-node.txt");

    @TempDir
    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        // No time counts, however slow the machine is.
        server = RunningServer.start("""
                server:
                  connectionsPerAddress: 1000
                  headTime: 10 m
                  paceTime: 10 m
                  idle: 10 m
                addons:
                  framing: {limits: {body: %d B, wall: 5 m, cpu: 2 m}}
                """.formatted(FramingCases.MOST_BODY), "framing");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<Case> cases(int from) {
        return IntStream.range(from, from + BATCH).mapToObj(FramingCases::of).toList();
    }

    private static void isRight(Comparison comparison) {
        System.out.println("framing: " + comparison);
        assertThat(comparison.faults().stream().limit(20)).as(comparison.toString()).isEmpty();
        assertThat(comparison.refused()).as("the share that another refuses").isGreaterThan(1.0 / 3);
    }

    @Test
    void aRequestEndsWhereItEndsForNode() throws Exception {
        Comparison comparison = new Comparison();
        SocketReader here = new SocketReader(server.port());
        try (NodeReader node = new NodeReader(AsOnNode.NODE)) {
            for (int from = 0; from < CASES; from += BATCH) {
                List<Case> cases = cases(from);
                List<Reading> whole = here.read(cases, false);
                List<Reading> inPieces = here.read(cases, true);
                List<Reading> there = node.read(cases);
                for (int i = 0; i < cases.size(); i++) {
                    comparison.add(cases.get(i), whole.get(i), inPieces.get(i), List.of(there.get(i)));
                }
            }
        }
        isRight(comparison);
        assertThat(comparison.beyond()).isEqualTo(beyondNode());
    }

    private static List<Integer> beyondNode() throws Exception {
        return Stream.of(Files.readString(BEYOND_NODE).strip().split("\\s+")).map(Integer::valueOf).toList();
    }

    @Test
    @Tag("long")
    @TakesUpTo(minutes = 30)
    void aRequestEndsWhereItEndsForNodeAndNginx() throws Exception {
        Comparison comparison = new Comparison();
        Comparison withNode = new Comparison();
        SocketReader here = new SocketReader(server.port());
        try (NodeReader node = new NodeReader(AsOnNode.NODE); Nginx nginx = new Nginx(folder)) {
            SocketReader other = new SocketReader(nginx.port());
            for (int from = 0; from < MANY; from += BATCH) {
                List<Case> cases = cases(from);
                List<Reading> whole = here.read(cases, false);
                List<Reading> inPieces = here.read(cases, true);
                List<Reading> there = node.read(cases);
                List<Reading> elsewhere = other.read(cases, false);
                for (int i = 0; i < cases.size(); i++) {
                    comparison.add(cases.get(i), whole.get(i), inPieces.get(i),
                            List.of(there.get(i), elsewhere.get(i)));
                    if (from < CASES) {
                        withNode.add(cases.get(i), whole.get(i), inPieces.get(i), List.of(there.get(i)));
                    }
                }
            }
        }
        isRight(comparison);
        assertThat(comparison.beyond()).as("is taken, and refused by both").isEmpty();
        assertThat(withNode.beyond()).as("what %s has to be", BEYOND_NODE).isEqualTo(beyondNode());
    }
}
