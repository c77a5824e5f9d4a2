package io.annex.core.service.script;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annex.core.service.OpRefused;
import io.annex.engine.Sha256;

/**
 * What workers have made of their scripts (transformed, and rewritten for the
 * asynchronous context), for the other workers of the same version: it takes
 * longer to make than to run, so it is made once and not in each worker.
 *
 * <p>
 * It is code of an add-on, made by that add-on's own workers, which need not be
 * honest. So each version has its own and finds nobody else's, however equal
 * the scripts; what a version plants, it alone runs. What is found is what was
 * made of these very bytes: a package that the operator replaces is made anew.
 * All versions together take at most {@value #MOST_BYTES} bytes, and whoever
 * loses an entry by that makes it again.
 */
final class ScriptCache {
    /** Of all versions. */
    private static final long MOST_BYTES = 64L << 20;
    /** A larger one is made in each worker. */
    private static final int MOST_BYTES_OF_ONE = 16 << 20;
    private static final int BYTES_OF_KEY = 200;

    private final Cache<Key, String> made = Caffeine.newBuilder().maximumWeight(MOST_BYTES)
            .weigher((Key key, String text) -> bytes(text) + BYTES_OF_KEY + 2 * key.script().length()).build();

    /**
     * @param version
     *            by identity
     * @param script
     *            where it is and for what it was made
     * @param digest
     *            of its bytes
     */
    private record Key(Object version, String script, String digest) {
    }

    private static int bytes(String text) {
        return (int) Math.min(2L * text.length(), Integer.MAX_VALUE / 2);
    }

    /**
     * A script, or what was made of it.
     *
     * @param place
     *            which files these are
     * @param asked
     *            {@code kind \0 path}
     * @return {@code m}, the digest and what was made; or {@code s}, the digest and
     *         the text
     */
    String find(Object version, String place, AddonSources sources, String asked) throws OpRefused {
        int end = asked.indexOf('\0');
        String path = asked.substring(end + 1);
        byte[] bytes = sources.bytes(path);
        String digest = Sha256.of(bytes);
        String found = made.getIfPresent(new Key(version, place + asked, digest));
        return found != null ? 'm' + digest + found : 's' + digest + AddonSources.text(path, bytes);
    }

    /**
     * @param given
     *            {@code kind \0 path \0 digest \0 what was made}
     */
    void keep(Object version, String place, String given) {
        int kind = given.indexOf('\0');
        int path = given.indexOf('\0', kind + 1);
        int digest = given.indexOf('\0', path + 1);
        if (kind < 0 || path < 0 || digest < 0) {
            throw new IllegalArgumentException("script.keep");
        }
        String text = given.substring(digest + 1);
        if (bytes(text) <= MOST_BYTES_OF_ONE) {
            made.put(new Key(version, place + given.substring(0, path), given.substring(path + 1, digest)), text);
        }
    }

    /** The version serves no more. */
    void forget(Object version) {
        made.asMap().keySet().removeIf(key -> key.version() == version);
    }
}
