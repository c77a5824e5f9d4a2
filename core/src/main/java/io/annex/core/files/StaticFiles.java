package io.annex.core.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annex.core.files.FileOpener.Found;
import io.annex.core.http.Answer;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.engine.BlockingTasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests with files of add-ons' folders. An event loop never waits
 * for a disk: files are opened on threads of its own. Small ones are then kept
 * in memory, within a bound for all add-ons together, since a version's files
 * do not change; large ones are handed to the edge open, so they are sent to
 * their end even if the version that they belong to is deleted meanwhile.
 * Thread-safe.
 */
public final class StaticFiles implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StaticFiles.class);
    /** Of files that are kept in memory: bytes of one, and of all. */
    private static final int SMALL = 128 << 10;
    private static final long KEPT = 32L << 20;
    /** For all versions, for one, and how many of one's requests wait. */
    private static final int THREADS = 4;
    private static final int SHARE = 2;
    private static final int WAITING = 1_000;
    private static final String INDEX = "index.html";

    private final Cache<Key, FileAnswer.Small> small = Caffeine.newBuilder()
            .maximumWeight(KEPT).<Key, FileAnswer.Small>weigher((key, file) -> file.bytes().length + 500)
            .executor(Runnable::run).build();
    private final BlockingTasks disk = new BlockingTasks("annex-files", THREADS);
    /** By version: who asks much waits behind itself. */
    private final Map<Path, BlockingTasks.Lane> lanes = new ConcurrentHashMap<>();

    /** Decoded, so that many spellings of one path do not fill the cache. */
    private record Key(Path root, List<String> folder, RequestedPath path) {
    }

    /** Hears what a request came to, on the request's event loop. */
    public interface Outcome {
        /** The answer; to be given to the edge, which closes what is open in it. */
        void answer(Answer answer);

        /** There is no such file, or it may not be served. */
        void nothing();
    }

    /**
     * Answers a request, at once or later. To be called on its event loop.
     *
     * @param root
     *            the version's files
     * @param path
     *            below the folder, percent-encoded
     */
    public void answer(IncomingRequest request, Path root, ServedFolder folder, String path, Outcome outcome) {
        answer(request, root, folder, path, new Head(200, List.of()), outcome);
    }

    /**
     * The same with what an add-on has said of the answer already: a status other
     * than 200 sends the file as it is, and its header fields come before those of
     * the same name that are the file's.
     */
    public void answer(IncomingRequest request, Path root, ServedFolder folder, String path, Head head,
            Outcome outcome) {
        RequestedPath asked = RequestedPath.read(path);
        if (asked == null || asked.isHidden() && !folder.hidden()) {
            outcome.nothing();
            return;
        }
        Key key = new Key(root, folder.segments(), asked);
        FileAnswer.Small kept = small.getIfPresent(key);
        if (kept != null) {
            outcome.answer(new FileAnswer(request, folder, head).of(kept));
            return;
        }
        CompletableFuture<Runnable> opened;
        try {
            opened = CompletableFuture.supplyAsync(() -> open(request, key, folder, head, outcome),
                    lanes.computeIfAbsent(root, any -> disk.lane(SHARE, WAITING)));
        } catch (RejectedExecutionException e) {
            outcome.answer(Problems.busy());
            return;
        }
        request.then(opened, (told, failure) -> {
            if (told == null) {
                throw new IllegalStateException("a file could not be looked for", failure);
            }
            told.run();
        });
    }

    private Runnable open(IncomingRequest request, Key key, ServedFolder folder, Head head, Outcome outcome) {
        try {
            Found found = find(key.root(), folder, key.path());
            return switch (found) {
                case Found.File file when file.size() <= SMALL -> {
                    FileAnswer.Small read = read(file);
                    small.put(key, read);
                    yield () -> outcome.answer(new FileAnswer(request, folder, head).of(read));
                }
                case Found.File file -> () -> outcome.answer(new FileAnswer(request, folder, head).of(file));
                case Found.Folder toRedirect -> () -> outcome.answer(slashed(request));
                case Found.Nothing nothing -> outcome::nothing;
            };
        } catch (IOException | RuntimeException e) {
            log.warn("{} of {} cannot be read: {}", String.join("/", key.path().segments()), key.root(), e.toString());
            return () -> outcome.answer(Problems.fileNotReadable());
        }
    }

    /**
     * Whether there would be a file, or a redirect, for a path. Blocks on the disk.
     */
    public boolean finds(Path root, ServedFolder folder, String path) {
        RequestedPath asked = RequestedPath.read(path);
        if (asked == null || asked.isHidden() && !folder.hidden()) {
            return false;
        }
        Found found = find(root, folder, asked);
        if (found instanceof Found.File file) {
            close(file.channel());
        }
        return !(found instanceof Found.Nothing);
    }

    /** A folder here is one to redirect to. */
    private static Found find(Path root, ServedFolder folder, RequestedPath asked) {
        List<String> segments = new ArrayList<>(folder.segments());
        segments.addAll(asked.segments());
        if (asked.slash()) {
            segments.add(INDEX);
            Found index = FileOpener.open(root, segments);
            return index instanceof Found.Folder ? new Found.Nothing() : index;
        }
        Found found = FileOpener.open(root, segments);
        return found instanceof Found.Folder && !folder.redirect() ? new Found.Nothing() : found;
    }

    /** {@code path} is as it was received, so the mount is in it. */
    private static Answer slashed(IncomingRequest request) {
        String target = request.target();
        String path = request.path();
        return new Answer.Empty(301, List.of("location", path + '/' + target.substring(path.length())));
    }

    private static FileAnswer.Small read(Found.File file) throws IOException {
        try (FileChannel channel = file.channel()) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // on
            }
            if (bytes.hasRemaining()) {
                throw new IOException("it has become shorter");
            }
            return new FileAnswer.Small(bytes.array(), FileAnswer.Description.of(file));
        }
    }

    /** The files of a version are about to be deleted. */
    public void forget(Path root) {
        lanes.remove(root);
        small.asMap().keySet().removeIf(key -> key.root().equals(root));
    }

    static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("A file could not be closed", e);
        }
    }

    @Override
    public void close() {
        disk.close();
    }

    /**
     * What an add-on has said of an answer.
     *
     * @param headers
     *            name, value, name, value …
     */
    public record Head(int status, List<String> headers) {
        @Nullable
        String first(String name) {
            for (int i = 0; i + 1 < headers.size(); i += 2) {
                if (headers.get(i).equalsIgnoreCase(name)) {
                    return headers.get(i + 1);
                }
            }
            return null;
        }
    }
}
