package io.annex.engine.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a program for the kernel's classic packet-filter machine, as seccomp
 * runs it: one register, tests that jump forward to a label, and answers. See
 * {@code Documentation/networking/filter.rst} of the Linux sources.
 */
final class Bpf {
    /** One instruction, as {@code struct sock_filter} has it. */
    record Instruction(int code, int then, int otherwise, int value) {
    }

    static final int LOAD = 0x20;
    static final int JUMP_IF_EQUAL = 0x15;
    static final int JUMP_IF_AT_LEAST = 0x35;
    static final int JUMP_IF_ANY_BIT = 0x45;
    static final int ANSWER = 0x06;

    private static final int FARTHEST = 255;

    private record Line(int code, int value, String then, String otherwise) {
    }

    private static final String NEXT = "";

    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();

    /** Loads the 32-bit word at that offset of {@code struct seccomp_data}. */
    Bpf load(int offset) {
        return add(LOAD, offset, NEXT, NEXT);
    }

    /** Compares what is loaded; otherwise goes on with the next line. */
    Bpf ifEqual(int value, String then) {
        return add(JUMP_IF_EQUAL, value, then, NEXT);
    }

    Bpf ifNotEqual(int value, String then) {
        return add(JUMP_IF_EQUAL, value, NEXT, then);
    }

    /** Unsigned. */
    Bpf ifAtLeast(int value, String then) {
        return add(JUMP_IF_AT_LEAST, value, then, NEXT);
    }

    Bpf ifAnyBit(int mask, String then) {
        return add(JUMP_IF_ANY_BIT, mask, then, NEXT);
    }

    Bpf ifNoBit(int mask, String then) {
        return add(JUMP_IF_ANY_BIT, mask, NEXT, then);
    }

    Bpf answer(int action) {
        return add(ANSWER, action, NEXT, NEXT);
    }

    Bpf label(String name) {
        if (labels.put(name, lines.size()) != null) {
            throw new IllegalStateException("label " + name + " stands twice");
        }
        return this;
    }

    List<Instruction> assemble() {
        List<Instruction> program = new ArrayList<>(lines.size());
        for (int at = 0; at < lines.size(); at++) {
            Line line = lines.get(at);
            program.add(new Instruction(line.code(), distance(at, line.then()), distance(at, line.otherwise()),
                    line.value()));
        }
        return List.copyOf(program);
    }

    private Bpf add(int code, int value, String then, String otherwise) {
        lines.add(new Line(code, value, then, otherwise));
        return this;
    }

    private int distance(int from, String label) {
        if (label.equals(NEXT)) {
            return 0;
        }
        Integer to = labels.get(label);
        if (to == null) {
            throw new IllegalStateException("no label " + label);
        }
        int distance = to - from - 1;
        if (distance < 0 || distance > FARTHEST) {
            throw new IllegalStateException("label " + label + " is " + distance + " lines away (expected: 0 to 255)");
        }
        return distance;
    }
}
