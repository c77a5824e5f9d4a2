package io.annex.engine.crypto;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import org.jspecify.annotations.Nullable;

/**
 * One call of a function, as far as it may still go on. Every loop asks it, and
 * so does every loop of the JDK's that needs random numbers: a search for
 * primes is thereby ended like one of ours. Of one thread.
 */
public abstract class Turn {
    /** Thrown out of the JDK's loops. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }

    /** Random numbers for as long as somebody waits for what is made of them. */
    private static final class WhileWanted extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;
        private final transient Turn turn;

        WhileWanted(Turn turn) {
            this.turn = turn;
        }

        @Override
        protected void engineSetSeed(byte[] seed) {
            // The source needs none.
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            if (turn.isOver()) {
                throw new Stopped();
            }
            Randoms.next(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int length) {
            byte[] seed = new byte[length];
            engineNextBytes(seed);
            return seed;
        }
    }

    private static final class Source extends SecureRandom {
        private static final long serialVersionUID = 1L;

        Source(Turn turn) {
            super(new WhileWanted(turn), null);
        }
    }

    private @Nullable SecureRandom random;

    /** Whether nobody waits any more for what the call is to find. */
    protected abstract boolean isOver();

    /** Where a loop comes by. */
    final void goOn() throws CryptoFailure {
        if (isOver()) {
            throw stopped();
        }
    }

    /** To be handed to what loops in the JDK. */
    final SecureRandom random() {
        SecureRandom known = random;
        if (known == null) {
            known = new Source(this);
            random = known;
        }
        return known;
    }

    /** Whether it is our own way out of the JDK's loops. */
    static boolean isStop(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof Stopped) {
                return true;
            }
        }
        return false;
    }

    static CryptoFailure stopped() {
        return new CryptoFailure(CryptoFailure.Code.STOPPED, "the exchange was stopped");
    }
}
