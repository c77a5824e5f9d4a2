package io.annex.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneEntryMessageTest {
    @Test
    void anOrdinaryMessageStaysAsItIs() {
        assertThat(OneEntryMessage.shown("häuser\tund 🏠")).isEqualTo("häuser\tund 🏠");
    }

    @Test
    void furtherLinesAreIndented() {
        assertThat(OneEntryMessage.shown("Error: x\n    at f (a.js:1:2)\n12:00:00 INFO forged"))
                .isEqualTo("Error: x\n      at f (a.js:1:2)\n  12:00:00 INFO forged");
    }

    @Test
    void whatATerminalWouldObeyIsShown() {
        assertThat(OneEntryMessage.shown("a\u001b[2Jb\rc\0d\u0085e\u2028f"))
                .isEqualTo("a\\u001b[2Jb\\u000dc\\u0000d\\u0085e\\u2028f");
    }
}
