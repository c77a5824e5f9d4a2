package io.annex.core.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * What a bzip2 file holds. All that its decoder fails with on damaged input,
 * some of which is no {@link IOException}, is {@link Damaged}.
 */
final class Bzip2Stream extends InputStream {
    /** The input is no bzip2 file, or a damaged one. */
    static final class Damaged extends IOException {
        private static final long serialVersionUID = 1L;

        Damaged(Exception cause) {
            super("the bzip2 data are damaged: " + cause.getMessage(), cause);
        }
    }

    private final InputStream decoder;

    Bzip2Stream(InputStream in) throws IOException {
        this.decoder = decoder(new BufferedInputStream(in));
    }

    private static InputStream decoder(InputStream in) throws Damaged {
        try {
            return new BZip2CompressorInputStream(in, true);
        } catch (IOException | RuntimeException e) {
            throw new Damaged(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        try {
            return decoder.read(into, from, length);
        } catch (IOException | RuntimeException e) {
            throw new Damaged(e);
        }
    }

    @Override
    public void close() throws IOException {
        decoder.close();
    }
}
