package io.annex.core.service.folder;

import io.annex.core.service.OpRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file that is being written, beside the others, until it has its name. One
 * thread at a time.
 */
final class Part implements AutoCloseable {
    private final Folder folder;
    private final Target target;
    private final Path name;
    private final FileChannel channel;
    private long size;
    private long taken;
    private boolean ended;

    /**
     * What it is to become.
     *
     * @param replaced
     *            bytes that go when it is there
     * @param most
     *            what the folder may have
     */
    record Target(FilePath path, Folder.Mode mode, long replaced, long most) {
    }

    Part(Folder folder, Target target, Path name, FileChannel channel) {
        this.folder = folder;
        this.target = target;
        this.name = name;
        this.channel = channel;
    }

    void write(byte[] bytes) throws IOException, OpRefused {
        write(ByteBuffer.wrap(bytes));
    }

    void write(ByteBuffer bytes) throws IOException, OpRefused {
        take(size + bytes.remaining());
        size += bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void take(long all) throws IOException, OpRefused {
        long more = Quota.blocks(all) - taken;
        if (more > 0) {
            // What is replaced gives its room once.
            folder.take(more, target.replaced(), target.most());
            taken += more;
        }
    }

    /** It is there, and stays when the power goes. */
    void commit() throws IOException, OpRefused {
        take(size);
        channel.force(true);
        channel.close();
        folder.commit(this);
        ended = true;
    }

    FilePath path() {
        return target.path();
    }

    /** Bytes of what it replaces, whose room it has. */
    long replaced() {
        return target.replaced();
    }

    Folder.Mode mode() {
        return target.mode();
    }

    Path name() {
        return name;
    }

    long taken() {
        return taken;
    }

    /** Without {@link #commit} before, it never was. */
    @Override
    public void close() throws IOException, OpRefused {
        channel.close();
        if (!ended) {
            ended = true;
            folder.drop(this);
        }
    }
}
