package io.annex.core.service.image;

import io.annex.core.service.OpRefused;
import java.io.IOException;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * The turn of a picture, which others wait for: it can be ended while the
 * picture is read, as few bytes can take a processor for a minute. Thread-safe.
 */
final class Turn {
    // Guarded by this object.
    private @Nullable ImageReader reader;
    private @Nullable String over;

    <T> T run(ImageReader reads, Picture.Reading<T> use) throws IOException, OpRefused {
        check();
        synchronized (this) {
            reader = reads;
        }
        try {
            return use.run(reads);
        } finally {
            synchronized (this) {
                reader = null;
            }
        }
    }

    /**
     * It is over. May be called again: a reader that was about to begin does not
     * hear of it.
     */
    synchronized void end(String why) {
        over = over == null ? why : over;
        if (reader != null) {
            reader.abort();
        }
    }

    /** Throws where it is over. */
    void check() throws OpRefused {
        String why;
        synchronized (this) {
            why = over;
        }
        if (why != null) {
            throw new OpRefused("limit", why);
        }
    }
}
