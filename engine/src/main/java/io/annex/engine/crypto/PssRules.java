package io.annex.engine.crypto;

import java.math.BigInteger;

/**
 * What a key for PSS alone may be used with.
 *
 * @param salt
 *            bytes at least
 */
record PssRules(String digest, String mgf, int salt) {
    private static final String MGF1 = "1.2.840.113549.1.1.8";
    private static final String USUAL = "SHA-1";
    private static final int USUAL_SALT = 20;

    /** RSASSA-PSS-params of RFC 4055, in which what is usual is left out. */
    static PssRules read(Der parameters) throws CryptoFailure {
        Der fields = parameters.enter(Der.SEQUENCE);
        String digest = USUAL;
        String mgf = USUAL;
        int salt = USUAL_SALT;
        if (fields.is(Der.context(0))) {
            digest = DigestIds.named(fields.enter(Der.context(0)).enter(Der.SEQUENCE).oid());
        }
        if (fields.is(Der.context(1))) {
            Der function = fields.enter(Der.context(1)).enter(Der.SEQUENCE);
            if (!function.oid().equals(MGF1)) {
                throw CryptoFailure.unsupported("key: a mask generation function other than MGF1");
            }
            mgf = DigestIds.named(function.enter(Der.SEQUENCE).oid());
        }
        if (fields.is(Der.context(2))) {
            salt = fields.enter(Der.context(2)).small();
        }
        if (fields.is(Der.context(3)) && fields.enter(Der.context(3)).small() != 1) {
            throw CryptoFailure.unsupported("key: a trailer other than that of PKCS #1");
        }
        return new PssRules(digest, mgf, salt);
    }

    byte[] der() {
        byte[] none = {};
        return Der.sequence(digest.equals(USUAL) ? none : Der.write(Der.context(0), DigestIds.algorithm(digest)),
                mgf.equals(USUAL)
                        ? none
                        : Der.write(Der.context(1), Der.sequence(Der.oid(MGF1), DigestIds.algorithm(mgf))),
                salt == USUAL_SALT ? none : Der.write(Der.context(2), Der.integer(BigInteger.valueOf(salt))));
    }

    String text() {
        return digest + '\0' + mgf + '\0' + salt;
    }
}
