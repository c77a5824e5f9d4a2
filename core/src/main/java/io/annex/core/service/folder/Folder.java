package io.annex.core.service.folder;

import io.annex.core.service.OpRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A folder, and nothing but what is in it. One object for all who use it in
 * this process: what changes names does so with its lock, so that what is
 * counted is what is there. What is written goes to a part of its own first, is
 * forced to the disk, and is moved to its name in one step: a reader sees the
 * old or the new, and so does a server that was killed. Links, devices and
 * pipes are not there for it. Thread-safe.
 */
final class Folder {
    private static final int MOST_LISTED = 10_000;

    private final Path top;
    private final String shown;
    private final boolean own;
    private final Quota quota;
    private final ReentrantLock lock = new ReentrantLock();
    /** What some part has the room of. Used with the lock. */
    private final Set<FilePath> replacing = new HashSet<>();
    private final PartFolder partFolder;

    /**
     * @param shown
     *            what an add-on knows it by
     * @param own
     *            whether it is an add-on's own: it is made where it is not there,
     *            and counted
     */
    Folder(Path top, String shown, boolean own) {
        this.top = top;
        this.shown = shown;
        this.own = own;
        this.quota = new Quota(this::count);
        this.partFolder = new PartFolder(top, shown, own);
    }

    /** What is done in a place. */
    @FunctionalInterface
    private interface In<T> {
        T run(Place place) throws IOException, OpRefused;
    }

    // ---- finding

    private Place open() throws IOException, OpRefused {
        try {
            return Place.top(top);
        } catch (NoSuchFileException e) {
            if (!own) {
                throw new OpRefused("not_found", "the folder " + shown + " is not there");
            }
        }
        Files.createDirectories(top);
        return Place.top(top);
    }

    /** The place that names lead to, or {@code null}. */
    private @Nullable Place at(List<String> names) throws IOException, OpRefused {
        Place place = open();
        for (String name : names) {
            Place next;
            try (Place above = place) {
                next = above.below(Path.of(name));
            }
            if (next == null) {
                return null;
            }
            place = next;
        }
        return place;
    }

    private <T> T within(FilePath path, In<T> use) throws IOException, OpRefused {
        try (Place place = at(path.parents())) {
            if (place == null) {
                throw new OpRefused("not_found",
                        "there is no folder '" + String.join("/", path.parents()) + "' in " + shown);
            }
            return use.run(place);
        }
    }

    /** A file or folder; {@code null} where there is none, or something else. */
    @Nullable
    Entry find(FilePath path) throws IOException, OpRefused {
        if (path.isFolderItself()) {
            open().close();
            return Entry.top();
        }
        try (Place place = at(path.parents())) {
            return place == null ? null : Entry.of(path.name().toString(), place.find(path.name()));
        }
    }

    List<Entry> list(FilePath path) throws IOException, OpRefused {
        try (Place place = at(path.names())) {
            if (place == null) {
                throw new OpRefused(find(path) == null ? "not_found" : "not_a_folder",
                        "there is no folder '" + path + "' in " + shown);
            }
            List<Entry> all = new ArrayList<>();
            for (Path each : place.names()) {
                String name = each.toString();
                Entry entry = FilePath.isName(name) && !FilePath.isOurs(name) ? Entry.of(name, place.find(each)) : null;
                if (entry != null) {
                    all.add(entry);
                }
                if (all.size() > MOST_LISTED) {
                    throw new OpRefused("limit", "'" + path + "' has more than " + MOST_LISTED
                            + " files (expected: several folders, where they are to be listed)");
                }
            }
            all.sort((a, b) -> a.name().compareTo(b.name()));
            return all;
        }
    }

    // ---- reading

    /**
     * A part of a file.
     *
     * @param tag
     *            which file it was when its first part was read; empty for that one
     */
    byte[] read(FilePath path, long offset, int most, String tag) throws IOException, OpRefused {
        return file(path, (place, found) -> {
            try (FileChannel channel = place.open(path.name(), StandardOpenOption.READ)) {
                ByteBuffer part = ByteBuffer.allocate((int) Math.min(most, Math.max(0, channel.size() - offset)));
                while (part.hasRemaining() && channel.read(part, offset + part.position()) >= 0) {
                    // On it goes.
                }
                Entry now = Entry.of("", place.find(path.name()));
                if (!tag.isEmpty() && (now == null || !now.tag().equals(tag))) {
                    throw new OpRefused("changed", "'" + path + "' was replaced while it was read");
                }
                return Arrays.copyOf(part.array(), part.position());
            }
        });
    }

    /** What is done with a file that is there. */
    @FunctionalInterface
    private interface WithFile<T> {
        T run(Place place, Entry found) throws IOException, OpRefused;
    }

    private <T> T file(FilePath path, WithFile<T> use) throws IOException, OpRefused {
        if (path.isFolderItself()) {
            throw new OpRefused("is_a_folder", "the folder itself is no file");
        }
        return within(path, place -> {
            Entry found = Entry.of("", place.find(path.name()));
            if (found == null) {
                throw new OpRefused("not_found", "there is no file '" + path + "' in " + shown);
            }
            if (found.isFolder()) {
                throw new OpRefused("is_a_folder", "'" + path + "' is a folder");
            }
            return use.run(place, found);
        });
    }

    // ---- writing

    /** How a file is written. */
    enum Mode {
        REPLACE, CREATE
    }

    /**
     * Begins a file, which is there when {@link Part#commit} has returned.
     *
     * @param most
     *            what the folder may have
     */
    Part begin(FilePath path, Mode mode, long most) throws IOException, OpRefused {
        if (path.isFolderItself()) {
            throw new OpRefused("is_a_folder", "the folder itself is no file");
        }
        long found = within(path, place -> replaced(place, path, mode));
        String name = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return locked(() -> {
            FileChannel channel;
            try (Place parts = partFolder.open(this::open)) {
                channel = parts.open(Path.of(name), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            }
            // What many parts are to replace is there once, and gives its room to one.
            long replaced = found > 0 && replacing.add(path) ? found : 0;
            return new Part(this, new Part.Target(path, mode, replaced, most), Path.of(name), channel);
        });
    }

    /** Bytes of the file that would be replaced. */
    private static long replaced(Place place, FilePath path, Mode mode) throws IOException, OpRefused {
        BasicFileAttributes found = place.find(path.name());
        if (found == null) {
            return 0;
        }
        if (found.isDirectory()) {
            throw new OpRefused("is_a_folder", "'" + path + "' is a folder");
        }
        if (!found.isRegularFile()) {
            throw new OpRefused("denied", "'" + path + "' is neither a file nor a folder");
        }
        if (mode == Mode.CREATE) {
            throw new OpRefused("exists", "'" + path + "' is there already");
        }
        return Quota.blocks(found.size());
    }

    void take(long bytes, long replaced, long most) throws IOException, OpRefused {
        if (own) {
            this.<Boolean>locked(() -> {
                quota.take(bytes, replaced, most);
                return true;
            });
        }
    }

    /** What was written has its name from now on. */
    void commit(Part part) throws IOException, OpRefused {
        FilePath path = part.path();
        this.<Boolean>locked(() -> within(path, place -> {
            long replaced = replaced(place, path, part.mode());
            try (Place parts = partFolder.open(this::open)) {
                parts.move(part.name(), place, path.name());
            }
            if (own) {
                quota.keep(part.taken(), replaced);
            }
            ends(part);
            place.keep();
            return true;
        }));
    }

    private void ends(Part part) {
        if (part.replaced() > 0) {
            replacing.remove(part.path());
        }
    }

    void drop(Part part) throws IOException, OpRefused {
        this.<Boolean>locked(() -> {
            if (own) {
                quota.giveBack(part.taken());
            }
            ends(part);
            try (Place parts = partFolder.open(this::open)) {
                parts.deleteFile(part.name());
            } catch (NoSuchFileException e) {
                // Somebody has cleared up.
            }
            return true;
        });
    }

    /**
     * Adds to the end of a file, which is made where there is none. What cannot be
     * written whole is taken back.
     */
    void append(FilePath path, byte[] bytes, long most) throws IOException, OpRefused {
        Entry before = path.isFolderItself() ? Entry.top() : find(path);
        if (before == null) {
            try (Part part = begin(path, Mode.CREATE, most)) {
                part.write(bytes);
                part.commit();
                return;
            } catch (OpRefused e) {
                if (!e.code().equals("exists")) {
                    throw e;
                }
            }
        }
        this.<Boolean>locked(() -> file(path, (place, found) -> {
            long more = Quota.blocks(found.size() + bytes.length) - Quota.blocks(found.size());
            if (own) {
                quota.take(more, 0, most);
            }
            boolean done = false;
            try (FileChannel channel = place.open(path.name(), StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                done = added(channel, bytes);
            } finally {
                if (own && done) {
                    quota.keep(more, 0);
                } else if (own) {
                    quota.giveBack(more);
                }
            }
            return done;
        }));
    }

    private static boolean added(FileChannel channel, byte[] bytes) throws IOException {
        long size = channel.size();
        try {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
            return true;
        } catch (IOException e) {
            channel.truncate(size);
            throw e;
        }
    }

    // ---- names

    /** Makes a folder; gives whether it was not there. */
    boolean make(FilePath path, long most) throws IOException, OpRefused {
        if (path.isFolderItself()) {
            return false;
        }
        return this.<Boolean>locked(() -> within(path, place -> {
            BasicFileAttributes found = place.find(path.name());
            if (found != null) {
                if (found.isDirectory()) {
                    return false;
                }
                throw new OpRefused("exists", "'" + path + "' is there already, and is no folder");
            }
            if (own) {
                quota.take(Quota.BLOCK, 0, most);
            }
            boolean done = false;
            try {
                makeIn(place, path.name());
                done = true;
            } finally {
                if (own && done) {
                    quota.keep(Quota.BLOCK, 0);
                } else if (own) {
                    quota.giveBack(Quota.BLOCK);
                }
            }
            return true;
        }));
    }

    /**
     * Java makes no directory below an open one; so it is made at the top, and
     * moved to its place by name.
     */
    private void makeIn(Place place, Path name) throws IOException, OpRefused {
        Path made = Path.of(FilePath.PARTS + '-' + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
        Files.createDirectory(top.resolve(made));
        try (Place above = open()) {
            try {
                above.move(made, place, name);
            } catch (IOException e) {
                above.deleteFolder(made);
                throw e;
            }
        }
        place.keep();
    }

    /** Removes a file, or a folder; gives whether it was there. */
    boolean remove(FilePath path, boolean all) throws IOException, OpRefused {
        if (path.isFolderItself()) {
            throw new OpRefused("denied", "the folder itself cannot be removed");
        }
        return this.<Boolean>locked(() -> {
            try (Place place = at(path.parents())) {
                BasicFileAttributes found = place == null ? null : place.find(path.name());
                if (place == null || found == null) {
                    return false;
                }
                new Removal(all, this::gone).remove(place, path.name(), found, path);
                place.keep();
                return true;
            }
        });
    }

    private void gone(BasicFileAttributes found) {
        if (own) {
            quota.gone(found.isDirectory() ? Quota.BLOCK : Quota.blocks(found.size()));
        }
    }

    /** Another name for a file or folder, in one step. */
    void move(FilePath from, FilePath to, boolean replace) throws IOException, OpRefused {
        if (from.isFolderItself() || to.isFolderItself()) {
            throw new OpRefused("denied", "the folder itself cannot be moved, or replaced");
        }
        this.<Boolean>locked(() -> within(from, source -> within(to, target -> {
            Entry moved = Entry.of("", source.find(from.name()));
            if (moved == null) {
                throw new OpRefused("not_found", "there is no '" + from + "' in " + shown);
            }
            if (from.equals(to)) {
                return true;
            }
            if (moved.isFolder() && to.isWithin(from)) {
                throw new OpRefused("invalid", "'" + from + "' cannot be moved into itself");
            }
            if (moved.isFolder() && target.find(to.name()) != null) {
                throw new OpRefused("exists", "'" + to + "' is there already");
            }
            long replaced = replaced(target, to, replace ? Mode.REPLACE : Mode.CREATE);
            source.move(from.name(), target, to.name());
            if (own) {
                quota.gone(replaced);
            }
            source.keep();
            target.keep();
            return true;
        })));
    }

    // ---- what is kept

    long used() throws IOException, OpRefused {
        return this.<Long>locked(quota::used);
    }

    private long count() throws IOException, OpRefused {
        try (Place place = open()) {
            return Quota.count(place);
        }
    }

    private <T> T locked(Locked<T> action) throws IOException, OpRefused {
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
        }
    }

    @FunctionalInterface
    private interface Locked<T> {
        T run() throws IOException, OpRefused;
    }
}
