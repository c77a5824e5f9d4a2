package io.annex.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacedLinesTest {
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        context.addTurboFilter(new PacedLines());
        lines.setContext(context);
        lines.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(lines);
    }

    private List<String> logged() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aFloodOfOneLineIsLeftOutAndHidesNoOther() {
        Logger host = context.getLogger("io.annex.server.Some");
        for (int i = 0; i < 5_000; i++) {
            host.warn("request {} is refused", i);
        }
        host.warn("{} is something else", 1);
        // One more each tenth of a second, if this takes that long.
        assertThat(logged()).hasSizeBetween(202, 400).startsWith("request 0 is refused", "request 1 is refused")
                .contains("Lines that come too fast are left out from here: request {} is refused")
                .endsWith("1 is something else");
    }

    @Test
    void stacksHaveASlowerPace() {
        Logger host = context.getLogger("io.annex.core.Some");
        for (int i = 0; i < 1_000; i++) {
            host.error("task {} failed", i, new IllegalStateException("no stack is made for nothing"));
        }
        assertThat(logged()).hasSizeBetween(21, 60);
    }

    @Test
    void linesOfAddonsAndTheAccessLogAreNotItsToHold() {
        for (String name : List.of("annex.addon.x", "annex.access")) {
            for (int i = 0; i < 1_000; i++) {
                context.getLogger(name).info("line {}", i);
            }
        }
        assertThat(logged()).hasSize(2_000);
    }
}
