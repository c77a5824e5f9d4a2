package io.annex.core.service.folder;

import io.annex.core.service.OpRefused;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The files that a version writes piece by piece, by their tokens. One that
 * nobody went on with for a minute gives way to others. Thread-safe.
 */
final class Parts implements AutoCloseable {
    private static final int MOST = 16;
    private static final long FORGOTTEN = Duration.ofMinutes(1).toNanos();

    private static final class Open {
        private final Part part;
        // Guarded by this object, as the part is.
        private boolean ended;
        private volatile long last = System.nanoTime();

        Open(Part part) {
            this.part = part;
        }
    }

    // Guarded by this object.
    private final Map<String, Open> open = new HashMap<>();
    private long lastToken;
    private boolean closed;

    String add(Part part) throws IOException, OpRefused {
        try {
            return register(part);
        } catch (OpRefused e) {
            part.close();
            throw e;
        }
    }

    private synchronized String register(Part part) throws OpRefused {
        if (open.size() >= MOST) {
            long now = System.nanoTime();
            for (Iterator<Open> each = open.values().iterator(); each.hasNext();) {
                Open old = each.next();
                if (now - old.last > FORGOTTEN) {
                    each.remove();
                    end(old);
                }
            }
        }
        if (closed || open.size() >= MOST) {
            throw new OpRefused("limit", "more than " + MOST + " files are being written");
        }
        String token = Long.toString(++lastToken);
        open.put(token, new Open(part));
        return token;
    }

    private synchronized Open find(String token, boolean remove) throws OpRefused {
        Open found = remove ? open.remove(token) : open.get(token);
        if (found == null) {
            throw new OpRefused("gone", "the file is not being written any more");
        }
        return found;
    }

    void write(String token, byte[] bytes) throws IOException, OpRefused {
        Open found = find(token, false);
        synchronized (found) {
            if (found.ended) {
                throw new OpRefused("gone", "the file is not being written any more");
            }
            found.last = System.nanoTime();
            found.part.write(bytes);
        }
    }

    void end(String token) throws IOException, OpRefused {
        Open found = find(token, true);
        synchronized (found) {
            found.ended = true;
            try (Part part = found.part) {
                part.commit();
            }
        }
    }

    void drop(String token) throws OpRefused {
        end(find(token, true));
    }

    private static void end(Open open) {
        synchronized (open) {
            if (!open.ended) {
                open.ended = true;
                try {
                    open.part.close();
                } catch (IOException | OpRefused e) {
                    LoggerFactory.getLogger(Parts.class).debug("What was being written is left", e);
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.values().forEach(each -> end(each));
        open.clear();
    }
}
