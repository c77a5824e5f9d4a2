package io.annex.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.annex.engine.sandbox.Bpf.Instruction;
import io.annex.engine.sandbox.SystemCall.Group;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The program as the kernel runs it, on both architectures whatever this is.
 */
class SeccompFilterTest {
    private static final int SELF = 4711;
    private static final int REFUSED = SeccompFilter.ERRNO | Kernel.EPERM;
    private static final int UNKNOWN = SeccompFilter.ERRNO | Kernel.ENOSYS;

    @ParameterizedTest
    @EnumSource
    void whatLeadsOutIsRefusedAndTheRestAllowed(Architecture architecture) {
        for (SystemCall call : SystemCall.values()) {
            if (!call.exists(architecture) || call.group() == Group.CHECKED) {
                continue;
            }
            int expected = switch (call.group()) {
                case USED -> SeccompFilter.ALLOW;
                case REPLACED -> UNKNOWN;
                default -> REFUSED;
            };
            assertThat(decide(architecture, false, call)).as(call.name()).isEqualTo(expected);
        }
        List<Integer> known = Arrays.stream(SystemCall.values()).filter(call -> call.exists(architecture))
                .map(call -> call.number(architecture)).toList();
        assertThat(known).doesNotHaveDuplicates();
        for (int number = 0; number < 600; number++) {
            if (!known.contains(number)) {
                assertThat(decide(architecture, false, architecture.audit, number)).isEqualTo(SeccompFilter.ALLOW);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void threadsAreMadeAndProcessesAreNot(Architecture architecture) {
        long thread = 0x3D0F00; // as the C library's pthread_create asks
        assertThat(decide(architecture, false, SystemCall.CLONE, thread)).isEqualTo(SeccompFilter.ALLOW);
        assertThat(decide(architecture, false, SystemCall.CLONE, thread & ~0x10000)).isEqualTo(REFUSED);
        assertThat(decide(architecture, false, SystemCall.CLONE, 17 /* SIGCHLD: fork */)).isEqualTo(REFUSED);
        assertThat(decide(architecture, false, SystemCall.CLONE, 0x4111 /* vfork */)).isEqualTo(REFUSED);
        assertThat(decide(architecture, false, SystemCall.CLONE, thread | 0x40000000 /* NEWNET */)).isEqualTo(REFUSED);
        assertThat(decide(architecture, false, SystemCall.CLONE, thread | 0x20000 /* NEWNS */)).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void signalsAndLimitsAreForItselfAlone(Architecture architecture) {
        for (SystemCall call : List.of(SystemCall.KILL, SystemCall.TGKILL, SystemCall.RT_SIGQUEUEINFO,
                SystemCall.RT_TGSIGQUEUEINFO)) {
            assertThat(decide(architecture, false, call, SELF)).isEqualTo(SeccompFilter.ALLOW);
            for (long other : new long[]{0, -1, -SELF, 1, SELF + 1}) {
                assertThat(decide(architecture, false, call, other)).as(call + " " + other).isEqualTo(REFUSED);
            }
        }
        assertThat(decide(architecture, false, SystemCall.PRLIMIT64, 0)).isEqualTo(SeccompFilter.ALLOW);
        assertThat(decide(architecture, false, SystemCall.PRLIMIT64, SELF)).isEqualTo(SeccompFilter.ALLOW);
        assertThat(decide(architecture, false, SystemCall.PRLIMIT64, 1)).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void whatTheSandboxHasSetStays(Architecture architecture) {
        for (int option : new int[]{1, 4, 35, 0x59616D61}) {
            assertThat(decide(architecture, false, SystemCall.PRCTL, option)).isEqualTo(REFUSED);
        }
        assertThat(decide(architecture, false, SystemCall.PRCTL, 15 /* PR_SET_NAME */)).isEqualTo(SeccompFilter.ALLOW);
        assertThat(decide(architecture, false, SystemCall.IOCTL, 0, 0x5412)).isEqualTo(REFUSED);
        // The kernel does not look at the upper half, so neither may the filter.
        assertThat(decide(architecture, false, SystemCall.IOCTL, 0, 0x1_0000_5412L)).isEqualTo(REFUSED);
        assertThat(decide(architecture, false, SystemCall.IOCTL, 0, 0x541B /* FIONREAD */))
                .isEqualTo(SeccompFilter.ALLOW);
    }

    @ParameterizedTest
    @EnumSource
    void filesAreOpenedForReadingUnlessThePolicySaysMore(Architecture architecture) {
        long cloexec = 0x80000;
        assertThat(decide(architecture, false, SystemCall.OPENAT, -100, 0, cloexec)).isEqualTo(SeccompFilter.ALLOW);
        for (long flag : new long[]{1, 2, 0100, 01000}) {
            assertThat(decide(architecture, false, SystemCall.OPENAT, -100, 0, cloexec | flag)).isEqualTo(REFUSED);
            assertThat(decide(architecture, true, SystemCall.OPENAT, -100, 0, cloexec | flag))
                    .isEqualTo(SeccompFilter.ALLOW);
        }
        assertThat(decide(architecture, true, SystemCall.UNLINKAT)).isEqualTo(SeccompFilter.ALLOW);
        assertThat(decide(architecture, true, SystemCall.FCHMODAT)).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void aCallInAnotherNumberingKills(Architecture architecture) {
        int i386 = 0x40000003;
        assertThat(decide(architecture, false, i386, 20)).isEqualTo(SeccompFilter.KILL_PROCESS);
        if (architecture == Architecture.X86_64) {
            assertThat(decide(architecture, false, architecture.audit, 0x40000000 | 41))
                    .isEqualTo(SeccompFilter.KILL_PROCESS);
            assertThat(decide(architecture, false, architecture.audit, -1)).isEqualTo(SeccompFilter.KILL_PROCESS);
        }
    }

    @Test
    void aJumpTooFarIsNotAssembled() {
        Bpf bpf = new Bpf().ifEqual(1, "end");
        for (int i = 0; i < 256; i++) {
            bpf.load(0);
        }
        assertThatIllegalStateException().isThrownBy(() -> bpf.label("end").answer(0).assemble())
                .withMessage("label end is 256 lines away (expected: 0 to 255)");
        assertThatIllegalStateException().isThrownBy(() -> new Bpf().ifEqual(1, "nowhere").assemble())
                .withMessage("no label nowhere");
    }

    private static int decide(Architecture architecture, boolean writing, SystemCall call, long... arguments) {
        return decide(architecture, writing, architecture.audit, call.number(architecture), arguments);
    }

    /** The kernel's machine, as far as the program uses it. */
    private static int decide(Architecture architecture, boolean writing, int audit, int number, long... arguments) {
        List<Instruction> program = SeccompFilter.program(architecture, SELF, writing);
        int loaded = 0;
        for (int at = 0;; at++) {
            Instruction each = program.get(at);
            boolean test = switch (each.code()) {
                case Bpf.LOAD -> {
                    loaded = switch (each.value()) {
                        case 0 -> number;
                        case 4 -> audit;
                        default -> {
                            int index = (each.value() - 16) / 8;
                            yield index < arguments.length ? (int) arguments[index] : 0;
                        }
                    };
                    yield true;
                }
                case Bpf.ANSWER -> {
                    yield true;
                }
                case Bpf.JUMP_IF_EQUAL -> loaded == each.value();
                case Bpf.JUMP_IF_AT_LEAST -> Integer.compareUnsigned(loaded, each.value()) >= 0;
                case Bpf.JUMP_IF_ANY_BIT -> (loaded & each.value()) != 0;
                default -> throw new IllegalStateException("instruction " + each.code());
            };
            if (each.code() == Bpf.ANSWER) {
                return each.value();
            }
            at += test ? each.then() : each.otherwise();
        }
    }
}
