package io.annex.engine.sandbox;

import java.util.Optional;

/** The processors whose system calls are known here. */
enum Architecture {
    X86_64(0xC000003E), AARCH64(0xC00000B7);

    /** As {@code linux/audit.h} has it; a filter is told of it with every call. */
    final int audit;

    Architecture(int audit) {
        this.audit = audit;
    }

    /** That of this process, unless it is none of these or not on Linux. */
    static Optional<Architecture> here() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return Optional.empty();
        }
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "aarch64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }
}
