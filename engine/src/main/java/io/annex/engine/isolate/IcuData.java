package io.annex.engine.isolate;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What V8 knows of languages, time zones and characters, as files: V8 takes it
 * from no class path.
 *
 * <p>
 * V8 copies the file that it is told of into the memory of its process. So it
 * is told of a small one, and ICU, which does not find in there what it is
 * asked for, maps the other from the folder that the environment names: of its
 * 31 MB a process has the pages that it reads, and shares them with all others.
 */
public final class IcuData {
    private static final String WHOLE = "icudt77l.dat";
    private static final String FIRST = "icudtl.dat";
    private static final String FOLDER = "ICU_DATA";
    private static final String CLOCK = "TZ";

    private IcuData() {
    }

    /**
     * Puts the files where V8 can read them.
     *
     * @return the one to tell V8 of
     */
    static Path provide(Path cache) throws IOException {
        Path folder = cache.toAbsolutePath();
        for (String name : List.of(WHOLE, FIRST)) {
            URL packed = IcuData.class.getResource("/io/annex/icu/" + name);
            if (packed == null) {
                throw new IllegalStateException("the data of ICU, io/annex/icu/" + name + ", is not on the class path");
            }
            new CachedFile(packed, folder.resolve(name)).provide();
        }
        return folder.resolve(FIRST);
    }

    /** Whether the files are in the cache already. */
    static boolean isProvided(Path cache) {
        return Files.exists(cache.resolve(WHOLE)) && Files.exists(cache.resolve(FIRST));
    }

    /**
     * What the environment of a process has to say when its V8 starts: where the
     * data is, and by which clock dates are shown.
     *
     * @param cache
     *            the folder that V8 is started with
     */
    public static Map<String, String> environment(Path cache, ZoneId timezone) {
        return new TreeMap<>(Map.of(FOLDER, cache.toAbsolutePath().toString(), CLOCK, clock(timezone)));
    }

    /**
     * What of that the environment of this process does not say. The system's own
     * time zone need not be said.
     */
    static Map<String, String> lacking(Path cache, ZoneId timezone) {
        Map<String, String> lacking = environment(cache, timezone);
        lacking.entrySet().removeAll(System.getenv().entrySet());
        if (timezone.equals(ZoneId.systemDefault())) {
            lacking.remove(CLOCK);
        }
        return lacking;
    }

    /**
     * A time zone as ICU knows it. What is ahead of UTC by whole hours is behind it
     * by its name there.
     */
    private static String clock(ZoneId timezone) {
        if (timezone.normalized() instanceof ZoneOffset offset) {
            int seconds = offset.getTotalSeconds();
            if (seconds == 0) {
                return "UTC";
            }
            return seconds % 3600 == 0
                    ? "Etc/GMT" + (seconds > 0 ? "-" : "+") + Math.abs(seconds) / 3600
                    : "<%s>%s%02d:%02d".formatted(offset.getId(), seconds > 0 ? "-" : "+", Math.abs(seconds) / 3600,
                            Math.abs(seconds) / 60 % 60);
        }
        return timezone.getId();
    }
}
