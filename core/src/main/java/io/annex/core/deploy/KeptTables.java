package io.annex.core.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.annex.core.source.DiskTrouble;
import io.annex.core.source.Staging;
import io.annex.engine.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What programs have declared when they were evaluated, from one start to the
 * next: for each add-on the last, with the {@link ProgramDigest} that it
 * belongs to. Thread-safe.
 *
 * <p>
 * Only the host writes here, and an add-on's own name alone says where, so none
 * can plant what another is to answer. What is found is believed no more than
 * what a program says that has just been evaluated: whoever asks reads it by
 * the same checks. A file that is damaged in any way is as good as none. Not
 * forced to the disk: what a crash leaves half written is damaged.
 */
public final class KeptTables {
    private static final Logger log = LoggerFactory.getLogger(KeptTables.class);
    private static final String FORMAT = "annex-endpoints 1";
    /** Of one add-on; a larger one is evaluated at each start. */
    static final int MOST_BYTES = 4 << 20;
    private static final int DIGEST = 64;
    private static final int HEAD = FORMAT.length() + 1 + 2 * (DIGEST + 1);
    private static final String ENDING = ".table";

    private final Path folder;

    /**
     * @param folder
     *            made when there is something to keep
     */
    public KeptTables(Path folder) {
        this.folder = folder;
    }

    /** What the program of that digest declared, if it was the add-on's last. */
    Optional<String> find(String addon, String digest) {
        Path file = file(addon);
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] head = in.readNBytes(HEAD);
            byte[] declared = in.readNBytes(MOST_BYTES + 1);
            return declared.length <= MOST_BYTES && Arrays.equals(head, head(digest, declared))
                    ? Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(declared)).toString())
                    : Optional.empty();
        } catch (IOException e) {
            log.debug("No endpoints of {} are kept in {}: {}", addon, file, e.toString());
            return Optional.empty();
        }
    }

    /** Keeps what the program of that digest has declared, in place of the last. */
    synchronized void keep(String addon, String digest, String declared) {
        byte[] bytes = declared.getBytes(UTF_8);
        if (bytes.length > MOST_BYTES || !new String(bytes, UTF_8).equals(declared)) {
            forget(addon);
            return;
        }
        Path file = file(addon);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(folder);
            try (OutputStream out = Files.newOutputStream(part)) {
                out.write(head(digest, bytes));
                out.write(bytes);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log.warn("The endpoints of {} cannot be kept, so it is evaluated at the next start: {}", addon,
                    DiskTrouble.reason(e));
            delete(part);
            delete(file);
        }
    }

    /** Lets go of what an add-on has declared. */
    void forget(String addon) {
        delete(file(addon));
    }

    /** Lets go of what others than these have declared. */
    void retain(Collection<String> addons) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Set<Path> belong = addons.stream().map(this::file).collect(Collectors.toSet());
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(each -> !belong.contains(each)).forEach(KeptTables::delete);
        } catch (IOException | UncheckedIOException e) {
            log.warn("{} cannot be cleared: {}", folder, DiskTrouble.reason(e));
        }
    }

    private static void delete(Path file) {
        try {
            Staging.delete(file);
        } catch (IOException | UncheckedIOException e) {
            log.warn("{} cannot be deleted: {}", file, DiskTrouble.reason(e));
        }
    }

    /** A name may have anything in it; a digest is a file name everywhere. */
    private Path file(String addon) {
        return folder.resolve(Sha256.of(addon.getBytes(UTF_8)) + ENDING);
    }

    private static byte[] head(String digest, byte[] declared) {
        return (FORMAT + '\n' + digest + '\n' + Sha256.of(declared) + '\n').getBytes(UTF_8);
    }
}
