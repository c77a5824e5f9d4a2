package io.annex.server.http.bound;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections clients may have.
 *
 * @param most
 *            of all
 * @param mostPerAddress
 *            of one address, or of one network of IPv6 (64 bits)
 */
public record ConnectionBounds(int most, int mostPerAddress) {
    private static final int MOST = 16 << 10;
    private static final int FEWEST = 16;
    private static final int FEWEST_PER_ADDRESS = 64;

    /**
     * Three quarters of the descriptors that this process may have: the rest is for
     * files, cells and outbound calls.
     */
    public static ConnectionBounds ofThisProcess() {
        return of(Math.clamp(descriptors() / 4 * 3, FEWEST, MOST));
    }

    /** So many, and a quarter of them for one address. */
    public static ConnectionBounds of(int most) {
        return new ConnectionBounds(most, Math.min(most, Math.max(most / 4, FEWEST_PER_ADDRESS)));
    }

    /** The descriptors that a process should have for them. */
    public long neededDescriptors() {
        return (most * 4L + 2) / 3;
    }

    /** How many descriptors this process may have open. */
    public static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
