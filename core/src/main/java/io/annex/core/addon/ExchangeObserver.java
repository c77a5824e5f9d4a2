package io.annex.core.addon;

import io.annex.engine.StopReason;
import java.util.List;

/**
 * Is told of every exchange that reached an add-on, for metrics. Called on
 * event loops; quick.
 */
public interface ExchangeObserver {
    /**
     * A version is about to serve. What is returned hears of its exchanges, and is
     * closed when the version is retired.
     */
    VersionObserver serves(Version version);

    /** A limit was passed. */
    void breach(String addon, StopReason reason);

    /**
     * An add-on is about to call ops.
     *
     * @param names
     *            all that there are, and last a word for those that there are not
     */
    default OpObserver ops(String addon, List<String> names) {
        return OpObserver.NONE;
    }

    /**
     * A message for an add-on was dropped: too many waited, or it serves no more.
     */
    void dropped(String addon, Origin origin);

    /** Hears nothing. */
    ExchangeObserver NONE = new ExchangeObserver() {
        @Override
        public VersionObserver serves(Version version) {
            return VersionObserver.NONE;
        }

        @Override
        public void breach(String addon, StopReason reason) {
        }

        @Override
        public void dropped(String addon, Origin origin) {
        }
    };
}
