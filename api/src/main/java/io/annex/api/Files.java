package io.annex.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Files that last. {@code context.service(Files.class)} gives the add-on's own
 * folder, which the grant {@code files: true} opens; {@link #folder} gives
 * those of the operator's that were granted by their path. Paths are relative,
 * with {@code /} between names: none leads out. What fails is a
 * {@link ServiceException}: {@code not_found}, {@code exists},
 * {@code is_a_folder}, {@code not_empty}, {@code quota}, {@code disk_full},
 * {@code read_only}, {@code denied}, {@code invalid}, {@code limit}.
 * Thread-safe.
 */
public interface Files {
    /**
     * A file or folder.
     *
     * @param name
     *            without its folder
     * @param size
     *            bytes; 0 for a folder
     */
    record Entry(String name, boolean isFolder, long size, Instant modified) {
    }

    /**
     * A folder of the operator's.
     *
     * @param path
     *            as it stands in the grant
     */
    Files folder(String path);

    /** The whole file. */
    byte[] read(String path);

    /** The whole file as UTF-8; at most 16 MB. */
    String readText(String path);

    /**
     * Makes or replaces a file, in one step: readers see the old or the new. What
     * has returned stays, also when the server is killed.
     */
    void write(String path, byte[] content);

    /** The same, of a text as UTF-8. */
    void writeText(String path, String content);

    /** Adds to the end of a file, which is made where there is none. */
    void append(String path, byte[] content);

    Optional<Entry> find(String path);

    /**
     * What is in a folder, by name; at most 10,000.
     *
     * @param path
     *            empty for the folder itself
     */
    List<Entry> list(String path);

    /** Makes a folder; its parent is there. Gives whether it was not there. */
    boolean createFolder(String path);

    /** Deletes a file or an empty folder; gives whether it was there. */
    boolean delete(String path);

    /** Deletes a file, or a folder with all that is in it. */
    boolean deleteAll(String path);

    /** Gives a file or folder another name; a file of that name is replaced. */
    void move(String from, String to);

    /** Copies a file; a file of that name is replaced. */
    void copy(String from, String to);
}
