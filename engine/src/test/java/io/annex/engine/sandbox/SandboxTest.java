package io.annex.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.annex.engine.sandbox.Children.Outcome;
import io.annex.engine.sandbox.SandboxReport.Entry;
import io.annex.engine.sandbox.SandboxReport.Measure;
import io.annex.engine.sandbox.SandboxReport.State;
import io.annex.testing.Waiting;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real child processes, in the sandbox and out of it. */
class SandboxTest {
    /** What Landlock alone refuses. */
    private static final Set<String> READS = Set.of("read /etc/passwd", "list the home folder",
            "read another file of the parent", "read the parent's environment", "read the parent's command line",
            "read it from a thread started later");

    @TempDir
    private Path folder;

    private Children children() throws Exception {
        return new Children(folder);
    }

    @Nested
    @EnabledOnOs(OS.LINUX)
    class OnLinux {
        @Test
        void whatLeadsOutOfTheProcessIsPossibleWithoutTheSandboxAlone() throws Exception {
            Outcome sandboxed;
            Outcome free;
            try (Children children = children()) {
                sandboxed = children.run("sandboxed", "attempts");
                free = children.run("free", "attempts");
            }
            assertThat(free.exit()).as(free.output()).isEqualTo(Confined.EXIT);
            assertThat(sandboxed.exit()).as(sandboxed.output()).isEqualTo(Confined.EXIT);
            assertThat(free.said()).hasSizeGreaterThan(30).allSatisfy(SandboxTest::done);
            assertThat(sandboxed.said()).containsOnlyKeys(free.said().keySet());

            assertThat(sandboxed.report().applied(Measure.SYSTEM_CALLS)).as(sandboxed.output()).isTrue();
            boolean landlock = sandboxed.report().applied(Measure.FILES);
            sandboxed.said().forEach((attempt, outcome) -> {
                if (landlock || !READS.contains(attempt)) {
                    assertThat(outcome).as(attempt).startsWith("failed: ").containsAnyOf("ermission", "AccessDenied",
                            "not permitted");
                }
            });
            if (!landlock) {
                assertThat(sandboxed.report().missing()).filteredOn(each -> each.measure() == Measure.FILES)
                        .singleElement().satisfies(each -> assertThat(each.detail()).contains("landlock"));
            }
        }

        @Test
        void everyRefusedSystemCallIsRefused() throws Exception {
            try (Children children = children()) {
                Outcome outcome = children.run("sandboxed", "calls");
                assertThat(outcome.exit()).as(outcome.output()).isEqualTo(Confined.EXIT);
                assertThat(outcome.said()).hasSizeGreaterThan(100).allSatisfy((call, answer) -> assertThat(answer)
                        .as(call).isEqualTo(Set.of("CLONE3", "OPENAT2").contains(call) ? "-38" : "-1"));
            }
        }

        @Test
        void theJavaMachineAndV8GoOnWorking() throws Exception {
            try (Children children = children().withV8()) {
                Outcome outcome = children.run("sandboxed", "needs");
                assertThat(outcome.exit()).as(outcome.output()).isEqualTo(Confined.EXIT);
                assertThat(outcome.said()).hasSizeGreaterThan(12).allSatisfy(SandboxTest::done);
            }
        }

        @Test
        void aFolderOfThePolicyCanBeWritten() throws Exception {
            try (Children children = children()) {
                Outcome outcome = children.run("sandboxed", "writing");
                assertThat(outcome.said()).containsEntry("write where it may", "done");
                assertThat(outcome.report().applied(Measure.FILES)).isTrue();
                assertThat(outcome.said().get("write where it may not")).contains("AccessDenied");
            }
        }

        @Test
        void theReportSaysWhatIsInForce() throws Exception {
            try (Children children = children()) {
                SandboxReport report = children.run("sandboxed", "nothing").report();
                assertThat(report.entries()).extracting(Entry::measure).containsExactly(Measure.values());
                for (Measure always : List.of(Measure.NO_NEW_PRIVILEGES, Measure.ROOT_RIGHTS, Measure.CORE_DUMPS,
                        Measure.PARENT_DEATH, Measure.OPEN_FILES)) {
                    assertThat(report.applied(always)).as(report.toString()).isTrue();
                }
                boolean landlock = Capabilities.probe().stream().filter(each -> each.measure().equals("file access"))
                        .allMatch(Capabilities.Capability::available);
                assertThat(report.applied(Measure.FILES)).as(report.toString()).isEqualTo(landlock);
            }
        }

        @Test
        void theKernelAgreesWithTheReport() throws Exception {
            try (Children children = children()) {
                Process child = children.start("sandboxed", "wait");
                awaitReady(child);
                Map<String, String> status = status(child.pid());
                assertThat(status).containsEntry("NoNewPrivs", "1").containsEntry("Seccomp", "2");
                // Of every thread, also those that the JVM started before main.
                assertThat(Files.list(Path.of("/proc/" + child.pid() + "/task"))).isNotEmpty()
                        .allSatisfy(task -> assertThat(Files.readAllLines(task.resolve("status")))
                                .contains("Seccomp:\t2", "NoNewPrivs:\t1"));
                assertThat(Files.list(Path.of("/proc/" + child.pid() + "/task")))
                        .anySatisfy(main -> assertThat(Files.readAllLines(main.resolve("status")))
                                .contains("CapEff:\t0000000000000000"));
                Waiting.exit(child.destroyForcibly());
            }
        }

        @Test
        @EnabledOnOs(architectures = "amd64")
        void aCallInAnotherNumberingKillsTheProcess() throws Exception {
            try (Children children = children()) {
                assertThat(children.run("free", "old numbers").exit()).isEqualTo(Confined.EXIT);
                assertThat(children.run("sandboxed", "old numbers").exit()).isEqualTo(128 + 31 /* SIGSYS */);
            }
        }

        @Test
        void aChildDiesWithTheThreadThatStartedIt() throws Exception {
            try (Children children = children()) {
                var start = new FutureTask<>(() -> {
                    Process child = children.start("sandboxed", "wait");
                    awaitReady(child);
                    return child;
                });
                Thread starter = new Thread(start);
                starter.start();
                assertThat(Waiting.exit(start.get())).isEqualTo(128 + 9 /* SIGKILL */);
            }
        }

        @Test
        void whatIsConfinedBeforeItBeginsIsConfinedInAllItsThreads() throws Exception {
            try (Children children = children().withV8()) {
                assertThat(children.run("free", "older thread").said()).hasSize(4).allSatisfy(SandboxTest::done);

                Outcome outcome = children.runConfined("free", "older thread");
                assertThat(outcome.said()).as(outcome.output()).hasSize(4);
                assertThat(outcome.said()).containsEntry("read what the policy names", "done");
                if (Capabilities.probe().stream().filter(each -> each.measure().equals("file access"))
                        .allMatch(Capabilities.Capability::available)) {
                    assertThat(outcome.said().get("read it from a thread of the JVM")).contains("AccessDenied");
                    assertThat(outcome.said().get("read it from the main thread")).contains("AccessDenied");
                    assertThat(outcome.said().get("run a program")).contains("ermission denied");
                }
                Outcome sandboxed = children.runConfined("sandboxed", "needs");
                assertThat(sandboxed.said()).as(sandboxed.output()).hasSizeGreaterThan(12)
                        .allSatisfy(SandboxTest::done);
            }
        }

        @Test
        void itKeepsItsProcessIdAndItsClockAndNothingElseThatWasOpen() throws Exception {
            try (Children children = children()) {
                Process child = children.startConfined("free", "wait");
                awaitReady(child);
                Path process = Path.of("/proc/" + child.pid());
                assertThat(Files.readString(process.resolve("cmdline"))).doesNotContain("ConfinedStart");
                assertThat(Files.list(process.resolve("task"))).isNotEmpty()
                        .allSatisfy(task -> assertThat(Files.readAllLines(task.resolve("status")))
                                .contains("NoNewPrivs:\t1", "CapEff:\t0000000000000000"));
                assertThat(environment(process)).isEqualTo("TZ=Asia/Kathmandu\0");
                Waiting.exit(child.destroyForcibly());
            }
        }

        private static String environment(Path process) throws Exception {
            return Files.readString(process.resolve("environ"));
        }

        @Test
        void whatCannotBeStartedSaysWhy() throws Exception {
            Process process = new ProcessBuilder(
                    ConfinedStart.command(Path.of(System.getProperty("java.home"), "bin/java"), List.of(),
                            List.of(Path.of(System.getProperty("java.class.path").split(File.pathSeparator)[0]),
                                    Path.of(Sandbox.class.getProtectionDomain().getCodeSource().getLocation().toURI())),
                            ProcessHandle.current().pid(), List.of(), List.of("/nonexistent/java")))
                    .start();
            assertThat(new String(process.getErrorStream().readAllBytes())).isEqualTo(
                    "Fatal: it cannot be started confined: /nonexistent/java: ENOENT, no such file or directory\n");
            assertThat(Waiting.exit(process)).isEqualTo(1);
        }

        @Test
        void withoutNativeAccessTheReportSaysSo() throws Exception {
            try (Children children = children()) {
                Outcome outcome = children.run("sandboxed", "nothing", "--illegal-native-access=deny");
                assertThat(outcome.exit()).as(outcome.output()).isEqualTo(Confined.EXIT);
                assertThat(outcome.report().missing()).hasSize(Measure.values().length)
                        .allSatisfy(each -> assertThat(each.detail()).contains("--enable-native-access=ALL-UNNAMED"));
            }
        }
    }

    @Test
    void aReportIsReadAsItWasWritten() {
        var report = new SandboxReport(List.of(new Entry(Measure.FILES, State.APPLIED, "read 3: all"),
                new Entry(Measure.TCP, State.NOT_AVAILABLE, "ENOSYS"), new Entry(Measure.REACH, State.APPLIED, "")));
        assertThat(SandboxReport.parse(report.toString())).isEqualTo(report);
        assertThat(report.missing()).extracting(Entry::measure).containsExactly(Measure.TCP);
        assertThatIllegalArgumentException().isThrownBy(() -> SandboxReport.parse("files applied"))
                .withMessageContaining("measure: state: detail");
    }

    @Test
    void aPolicyNeedsAParentAndDescriptors() {
        assertThatIllegalArgumentException().isThrownBy(() -> SandboxPolicy.forJava(0))
                .withMessage("parent: 0 (expected: a process id)");
        assertThatIllegalArgumentException().isThrownBy(() -> new SandboxPolicy(1, List.of(), List.of(), 3))
                .withMessage("openFiles: 3 (expected: >= 64)");
    }

    private static void done(String attempt, String outcome) {
        assertThat(outcome).as(attempt).isEqualTo("done");
    }

    private static void awaitReady(Process child) throws Exception {
        var reader = child.inputReader();
        StringBuilder before = new StringBuilder();
        for (String line = reader.readLine(); !"ready".equals(line); line = reader.readLine()) {
            assertThat(line).as(before.toString()).isNotNull();
            before.append(line).append('\n');
        }
    }

    private static Map<String, String> status(long pid) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().map(line -> line.split(":\\s*", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }
}
