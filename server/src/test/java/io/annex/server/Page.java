package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.parser.Parser;

/** The code blocks of a page that were not taken yet. */
record Page(String name, Deque<FencedCodeBlock> blocks) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Reads a page by its path in the repository. */
    static Page read(String name) throws IOException {
        Deque<FencedCodeBlock> blocks = new ArrayDeque<>();
        Parser.builder().build().parse(Files.readString(ROOT.resolve(name))).accept(new AbstractVisitor() {
            @Override
            public void visit(FencedCodeBlock block) {
                blocks.add(block);
            }
        });
        return new Page(name, blocks);
    }

    String next(String language) {
        assertThat(blocks).as("blocks left in " + name).isNotEmpty();
        FencedCodeBlock block = blocks.remove();
        assertThat(block.getInfo()).as(name + ": " + block.getLiteral()).isEqualTo(language);
        return block.getLiteral();
    }

    /** The first block that has a text. */
    String with(String text) {
        return blocks.stream().map(FencedCodeBlock::getLiteral).filter(each -> each.contains(text)).findFirst()
                .orElseThrow(() -> new AssertionError(name + " has no block with " + text));
    }

    void end() {
        assertThat(blocks).as("blocks of " + name + " that no test knows").isEmpty();
    }
}
