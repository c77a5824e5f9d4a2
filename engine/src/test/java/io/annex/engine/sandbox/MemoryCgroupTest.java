package io.annex.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryCgroupTest {
    @Test
    void itIsFoundWhereItIs() {
        assertThat(MemoryCgroup.mount(List.of("31 23 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
                "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate")))
                .contains(Path.of("/sys/fs/cgroup"));
        assertThat(MemoryCgroup.mount(List.of("1 1 0:1 / / rw - ext4 /dev/vda rw"))).isEmpty();
        assertThat(MemoryCgroup.own(List.of("4:memory:/old", "0::/system.slice/annex.service")))
                .contains("/system.slice/annex.service");
    }

    /** What this machine allows decides which half is tested. */
    @Test
    void theKernelKillsAboveTheBoundOrItIsSaidWhyNot(@TempDir Path folder) throws Exception {
        switch (MemoryCgroup.find()) {
            case MemoryCgroup.Impossible impossible -> {
                assertThat(impossible.why()).isNotBlank();
                assertThat(impossible.howToGet()).isNotBlank();
            }
            // Opening would move this very process, as its own group has to be emptied.
            case MemoryCgroup.Possible place when place.moveServer() -> assertThat(place.parent()).isDirectory();
            case MemoryCgroup.Possible place -> {
                try (MemoryCgroup cgroup = MemoryCgroup.open(place); Children children = new Children(folder)) {
                    Process child = children.start("free", "wait");
                    try (MemoryCgroup.Child group = cgroup.bound(child.pid(), 1 << 20)) {
                        assertThat(Waiting.exit(child)).isEqualTo(128 + 9);
                        assertThat(group.killed()).isPositive();
                    }
                }
            }
        }
    }

    @Test
    void theFolderOfAGroupSaysWhetherChildrenCanBeBound(@TempDir Path mount) throws Exception {
        Path slice = group(mount.resolve("annex.service"), "cpu memory", "", "");
        Path server = group(slice.resolve("server"), "cpu memory", "", "17");
        group(mount, "cpu memory", "memory", "1");
        assertThat(MemoryCgroup.find(mount, server)).isEqualTo(new MemoryCgroup.Possible(slice, false));

        Files.writeString(slice.resolve("cgroup.procs"), "16\n");
        assertThat(MemoryCgroup.find(mount, server)).isEqualTo(new MemoryCgroup.Possible(server, true));

        Files.writeString(server.resolve("cgroup.controllers"), "cpu");
        assertThat(MemoryCgroup.find(mount, server)).asString().contains("was not given the memory controller",
                "Delegate=memory");
        Files.writeString(mount.resolve("cgroup.controllers"), "cpu");
        assertThat(MemoryCgroup.find(mount, server)).asString().contains("not in version 2 here");
    }

    /**
     * On the real hierarchy, without a controller, which needs less than most
     * machines have.
     */
    @Test
    void aChildIsMovedIntoItsGroupAndTheGroupRemoved(@TempDir Path folder) throws Exception {
        Path own = own();
        assumeThat(own).isNotNull();
        assumeThat(Files.isWritable(own) && Files.isWritable(own.resolve("cgroup.procs"))).isTrue();
        Path group;
        try (MemoryCgroup cgroup = MemoryCgroup.make(own); Children children = new Children(folder)) {
            Process child = children.start("free", "wait");
            MemoryCgroup.Child bound = cgroup.child(child.pid(), List.of());
            group = bound.group();
            assertThat(group.getFileName()).hasToString("cell-1");
            assertThat(group.getParent().getFileName()).hasToString("annex-" + ProcessHandle.current().pid());
            assertThat(Files.readAllLines(Path.of("/proc/" + child.pid() + "/cgroup")))
                    .anyMatch(line -> line.startsWith("0::") && line.endsWith("/cell-1"));
            assertThatThrownBy(bound::close).isInstanceOf(IOException.class);
            Waiting.exit(child.destroyForcibly());
            bound.close();
            // A setting that the kernel does not have leaves no group behind.
            assertThatThrownBy(() -> cgroup.child(ProcessHandle.current().pid(), List.of("memory.unheard=1")))
                    .hasMessageContaining("memory.unheard");
        }
        assertThat(group.getParent()).doesNotExist();
    }

    private static Path own() throws IOException {
        Path mountinfo = Path.of("/proc/self/mountinfo");
        if (!Files.exists(mountinfo)) {
            return null;
        }
        Path mount = MemoryCgroup.mount(Files.readAllLines(mountinfo)).orElse(null);
        String own = MemoryCgroup.own(Files.readAllLines(Path.of("/proc/self/cgroup"))).orElse(null);
        return mount == null || own == null ? null : mount.resolve(own.substring(1)).normalize();
    }

    private static Path group(Path group, String controllers, String handedOn, String processes) throws IOException {
        Files.createDirectories(group);
        Files.writeString(group.resolve("cgroup.controllers"), controllers + "\n");
        Files.writeString(group.resolve("cgroup.subtree_control"), handedOn + "\n");
        Files.writeString(group.resolve("cgroup.procs"), processes + "\n");
        Files.writeString(group.resolve("cgroup.type"), "domain\n");
        return group;
    }
}
