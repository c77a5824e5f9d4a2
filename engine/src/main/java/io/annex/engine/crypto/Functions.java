package io.annex.engine.crypto;

import java.security.GeneralSecurityException;
import java.util.Map;

/** All functions by their names. What each takes stands at the method. */
final class Functions {
    /** One of them. */
    interface Function {
        /**
         * Answers a call.
         *
         * @throws CryptoFailure
         *             with what the guest makes an error of
         * @throws GeneralSecurityException
         *             for any other reason
         */
        Answer call(Call call) throws CryptoFailure, GeneralSecurityException;
    }

    private static final Map<String, Function> ALL = Map.ofEntries(Map.entry("digest", Digests::whole),
            Map.entry("digest.text", Digests::text), Map.entry("digest.number", Digests::number),
            Map.entry("mac", Digests::mac), Map.entry("digest.begin", Digests::begin),
            Map.entry("digest.more", Digests::more), Map.entry("digest.end", Digests::end),
            Map.entry("digest.copy", Digests::copy), Map.entry("close", Functions::close),
            Map.entry("random", Randoms::bytes), Map.entry("cipher", Ciphers::whole),
            Map.entry("cipher.begin", Ciphers::begin), Map.entry("cipher.aad", Ciphers::aad),
            Map.entry("cipher.tag", Ciphers::tag), Map.entry("cipher.pad", Ciphers::pad),
            Map.entry("cipher.more", Ciphers::more), Map.entry("cipher.end", Ciphers::end),
            Map.entry("pbkdf2", Derivations::pbkdf2), Map.entry("hkdf", Derivations::hkdf),
            Map.entry("scrypt", Scrypt::derive), Map.entry("key.generate", Generation::generate),
            Map.entry("key.pem", Import::pem), Map.entry("key.der", Import::der), Map.entry("key.raw", Import::raw),
            Map.entry("key.jwk", Import::jwk), Map.entry("key.public", Import::publicOf),
            Map.entry("key.export", Export::encoded), Map.entry("key.export.jwk", Export::jwk),
            Map.entry("key.export.raw", Export::raw), Map.entry("sign", Signatures::sign),
            Map.entry("verify", Signatures::verify), Map.entry("rsa", RsaBlocks::crypt),
            Map.entry("agree", Agreements::agree), Map.entry("power", Primes::power),
            Map.entry("prime", Primes::generate), Map.entry("prime.check", Primes::check),
            Map.entry("certificate", Certificates::read), Map.entry("certificate.verify", Certificates::verify));

    private Functions() {
    }

    static Function named(String name) throws CryptoFailure {
        Function found = ALL.get(name);
        if (found == null) {
            throw CryptoFailure.operation("There is no function " + Call.shown(name));
        }
        return found;
    }

    /** {@code handle}: nobody has it any more. */
    private static Answer close(Call call) throws CryptoFailure {
        call.state().close(call);
        return Answer.NOTHING;
    }
}
