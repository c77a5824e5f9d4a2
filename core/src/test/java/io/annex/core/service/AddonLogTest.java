package io.annex.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class AddonLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("annex.addon.logtest");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            super.append(event);
        }
    };
    private final AddonLog log = new AddonLog("logtest", "1", 5);

    @BeforeEach
    void listen() {
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    @Test
    void aLineSaysWhereItIsFrom() {
        log.line("warn", "hello", "r7");
        ILoggingEvent line = lines.list.getFirst();
        assertThat(line.getFormattedMessage()).isEqualTo("hello");
        assertThat(line.getLevel().toString()).isEqualTo("WARN");
        assertThat(line.getMDCPropertyMap()).containsEntry("addon", "logtest").containsEntry("version", "1")
                .containsEntry("requestId", "r7");
    }

    @Test
    void aTextIsNeverAPattern() {
        log.line("info", "{} %s ${x}", null);
        assertThat(lines.list.getFirst().getFormattedMessage()).isEqualTo("{} %s ${x}");
    }

    @Test
    void aFloodIsDroppedAndTheDropIsSaid() {
        for (int i = 0; i < 10_000; i++) {
            log.line("info", "flood", null);
        }
        log.reportDropped();
        List<String> messages = lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(messages).hasSizeLessThan(100).last().asString()
                .contains("log lines were dropped (limit: 5 a second)");
    }

    @Test
    void aFloodOfItsOwnHidesNoIncident() {
        for (int i = 0; i < 10_000; i++) {
            log.line("info", "flood", null);
        }
        log.host(Level.ERROR, "incident", null);
        assertThat(lines.list).anyMatch(line -> line.getFormattedMessage().equals("incident"));
    }

    @Test
    void anAddonThatFailsAtEveryRequestDoesNotFloodTheLog() {
        for (int i = 0; i < 10_000; i++) {
            log.host(Level.ERROR, "incident", null);
        }
        assertThat(lines.list).hasSizeLessThan(100);
    }
}
