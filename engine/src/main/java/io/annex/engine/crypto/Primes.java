package io.annex.engine.crypto;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Large numbers: powers, and primes. */
final class Primes {
    /** Of a modulus, in bits. */
    static final int MOST_MODULUS = 8192;
    /** Of a prime that is looked for or looked at, in bits. */
    private static final int MOST_PRIME = 4096;
    private static final int CERTAINTY = 100;
    /** Numbers that are looked at, however short they are to be. */
    private static final int MOST_TRIES = 1000;
    /** Bits of an exponent between two looks at whether anybody waits still. */
    private static final int LOOK = 512;

    private Primes() {
    }

    /** A modulus of a size that can be computed with. */
    static void modulus(BigInteger modulus) throws CryptoFailure {
        if (modulus.bitLength() > MOST_MODULUS) {
            throw CryptoFailure
                    .bound("prime: %d bits (expected: at most %d)".formatted(modulus.bitLength(), MOST_MODULUS));
        }
        if (modulus.signum() <= 0) {
            throw CryptoFailure.parameter("prime: %d bits (expected: at least 1)".formatted(modulus.bitLength()));
        }
    }

    /**
     * A power, by parts of the exponent where it is a long one.
     *
     * @param turn
     *            may be {@code null} where it is known to be short
     */
    static BigInteger power(BigInteger base, BigInteger exponent, BigInteger modulus, @Nullable Turn turn)
            throws CryptoFailure {
        if (exponent.bitLength() > MOST_MODULUS) {
            throw CryptoFailure
                    .bound("exponent: %d bits (expected: at most %d)".formatted(exponent.bitLength(), MOST_MODULUS));
        }
        if (turn == null || exponent.bitLength() <= LOOK) {
            return base.modPow(exponent, modulus);
        }
        BigInteger made = BigInteger.ONE;
        BigInteger step = BigInteger.ONE.shiftLeft(LOOK);
        BigInteger mask = step.subtract(BigInteger.ONE);
        for (int from = (exponent.bitLength() - 1) / LOOK * LOOK; from >= 0; from -= LOOK) {
            turn.goOn();
            BigInteger part = exponent.shiftRight(from).and(mask);
            made = made.modPow(step, modulus).multiply(base.modPow(part, modulus)).mod(modulus);
        }
        return made;
    }

    /** Base, exponent and modulus; the power has as many bytes as the modulus. */
    static Answer power(Call call) throws CryptoFailure {
        BigInteger modulus = Bytes.number(call.bytes(2));
        modulus(modulus);
        BigInteger made = power(Bytes.number(call.bytes(0)), Bytes.number(call.bytes(1)), modulus, call.turn());
        return Answer.of(Bytes.fixed(made, (modulus.bitLength() + Byte.SIZE - 1) / Byte.SIZE));
    }

    /** {@code bits \0 1 for a safe one}, and what it is to be modulo what. */
    static Answer generate(Call call) throws CryptoFailure {
        int bits = call.number(0, "size", 2, MOST_PRIME);
        boolean safe = call.field(1).equals("1");
        BigInteger add = call.blocks() > 0 ? Bytes.number(call.bytes(0)) : BigInteger.ZERO;
        BigInteger rem = call.blocks() > 1
                ? Bytes.number(call.bytes(1))
                : safe ? BigInteger.valueOf(3) : BigInteger.ONE;
        return Answer.of(Bytes.unsigned(prime(bits, safe, add, rem, call.turn())));
    }

    static BigInteger prime(int bits, boolean safe, BigInteger add, BigInteger rem, Turn turn) throws CryptoFailure {
        if (add.signum() != 0 && (add.bitLength() > bits || rem.compareTo(add) >= 0)) {
            throw CryptoFailure.parameter("options.add: no prime of %d bits can be so".formatted(bits));
        }
        // There are so many of a size that one is found long before, or none is.
        for (long left = MOST_TRIES + 4L * bits * bits; left > 0; left--) {
            turn.goOn();
            BigInteger found;
            if (add.signum() != 0) {
                found = new BigInteger(bits, turn.random()).setBit(bits - 1);
                found = found.subtract(found.mod(add)).add(rem);
            } else if (safe) {
                found = primeWithTwoTopBits(Math.max(2, bits - 1), turn).shiftLeft(1).setBit(0);
            } else {
                return primeWithTwoTopBits(bits, turn);
            }
            if (found.bitLength() == bits && found.testBit(0) && isPrime(found, turn)
                    && (!safe || isPrime(found.shiftRight(1), turn))) {
                return found;
            }
        }
        throw CryptoFailure.parameter("options: no prime of %d bits can be so".formatted(bits));
    }

    /**
     * A prime whose two highest bits are set, so that a product of two has all bits
     * that are asked: as OpenSSL makes them.
     */
    private static BigInteger primeWithTwoTopBits(int bits, Turn turn) throws CryptoFailure {
        while (true) {
            turn.goOn();
            // Asks the turn for random numbers while it looks, as nextProbablePrime does
            // not.
            BigInteger found = BigInteger.probablePrime(bits, turn.random());
            if (found.testBit(bits - 2)) {
                return found;
            }
        }
    }

    private static boolean isPrime(BigInteger number, Turn turn) throws CryptoFailure {
        // Most are divided by a small one.
        if (number.bitLength() > Long.SIZE && number.mod(SMALL).gcd(SMALL).compareTo(BigInteger.ONE) > 0) {
            return false;
        }
        turn.goOn();
        return number.isProbablePrime(CERTAINTY);
    }

    /** The product of all odd primes below 100. */
    private static final BigInteger SMALL = new BigInteger("1152783981972759212376551073665878035");

    /** A number: whether it is prime, as far as anybody can tell. */
    static Answer check(Call call) throws CryptoFailure {
        BigInteger candidate = Bytes.number(call.bytes(0));
        if (candidate.bitLength() > MOST_PRIME) {
            throw CryptoFailure
                    .bound("candidate: %d bits (expected: at most %d)".formatted(candidate.bitLength(), MOST_PRIME));
        }
        return Answer.of(candidate.signum() > 0 && isPrime(candidate, call.turn()));
    }
}
