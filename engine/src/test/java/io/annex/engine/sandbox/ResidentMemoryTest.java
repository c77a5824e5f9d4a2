package io.annex.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {
    @Test
    void itGrowsWithWhatIsTouched() {
        try (ResidentMemory own = ResidentMemory.of(ProcessHandle.current().pid())) {
            long before = own.bytes();
            assertThat(before).isGreaterThan(10 << 20);
            int megabytes = 100;
            var block = java.nio.ByteBuffer.allocateDirect(megabytes << 20);
            for (int i = 0; i < block.capacity(); i += 4096) {
                block.put(i, (byte) 1);
            }
            assertThat(own.bytes() - before).isBetween((megabytes - 30L) << 20, (megabytes + 100L) << 20);
            assertThat(block.get(0)).isEqualTo((byte) 1);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSandboxedChildCanBeReadUntilItIsGone(@TempDir Path folder) throws Exception {
        try (Children children = new Children(folder)) {
            Process child = children.start("sandboxed", "wait");
            try (ResidentMemory memory = ResidentMemory.of(child.pid()); var reader = child.inputReader()) {
                while (!"ready".equals(reader.readLine())) {
                    assertThat(child.isAlive()).isTrue();
                }
                assertThat(memory.bytes()).isBetween(20L << 20, 300L << 20);
                Waiting.exit(child.destroyForcibly());
                assertThat(memory.bytes()).isEqualTo(ResidentMemory.GONE);
            }
        }
    }

    @Test
    void aProcessThatNeverWasIsGone() {
        try (ResidentMemory none = ResidentMemory.of(Integer.MAX_VALUE)) {
            assertThat(none.bytes()).isEqualTo(ResidentMemory.GONE);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void askingMakesNoGarbage() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (ResidentMemory own = ResidentMemory.of(ProcessHandle.current().pid())) {
            for (int i = 0; i < 20_000; i++) {
                own.bytes();
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                own.bytes();
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000 * 100);
        }
    }
}
