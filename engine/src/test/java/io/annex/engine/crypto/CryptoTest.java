package io.annex.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.engine.budget.ByteBudget;
import io.annex.testing.Waiting;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CryptoTest {
    private static final HexFormat HEX = HexFormat.of();

    /** Goes on for so many looks. */
    private static final class Looks extends Turn {
        private long left;

        Looks(long left) {
            this.left = left;
        }

        @Override
        protected boolean isOver() {
            return left-- <= 0;
        }
    }

    private final Crypto crypto = new Crypto(new ByteBudget(Crypto.ROOM));
    private final ByteBuffer shared = ByteBuffer.allocateDirect(Crypto.SHARED_BYTES);

    private Object call(Turn turn, String function, String fields, byte[]... blocks) throws CryptoFailure {
        crypto.share(shared);
        String lengths = Arrays.stream(blocks).map(block -> Integer.toString(block.length))
                .collect(Collectors.joining(","));
        return crypto.now(function + '\0' + lengths + '\0' + fields,
                ByteBuffer.wrap(blocks.length == 0 ? new byte[0] : Bytes.join(blocks)), turn);
    }

    /** The one block that comes of it, in hexadecimal. */
    private String hex(String function, String fields, byte[]... blocks) throws CryptoFailure {
        byte[] made = new byte[(Integer) call(new Looks(Long.MAX_VALUE), function, fields, blocks)];
        shared.get(0, made);
        return HEX.formatHex(made);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String hex) {
        return HEX.parseHex(hex);
    }

    @Test
    void computesWhatIsPublished() throws Exception {
        // FIPS 180-4
        assertThat(hex("digest", "SHA-256", ascii("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        // The authors' page of RIPEMD-160
        assertThat(hex("digest", "RIPEMD-160", ascii("abc"))).isEqualTo("8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
        // RFC 4231, case 2
        assertThat(hex("mac", "SHA-256", ascii("Jefe"), ascii("what do ya want for nothing?")))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        // RFC 6070
        assertThat(hex("pbkdf2", "SHA-1\0" + "4096\0" + "20", ascii("password"), ascii("salt")))
                .isEqualTo("4b007901b765489abead49d926f721d065a429c1");
        // RFC 7914, 12
        assertThat(hex("scrypt", "16\0" + "1\0" + "1\0" + "64", new byte[0], new byte[0]))
                .isEqualTo("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
        // RFC 3394, 4.1
        assertThat(hex("cipher", "e\0id-aes128-wrap\0\0", bytes("000102030405060708090a0b0c0d0e0f"),
                bytes("a6a6a6a6a6a6a6a6"), bytes("00112233445566778899aabbccddeeff")))
                .isEqualTo("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
        // The paper of GCM, case 4, and its IV of 60 bytes, case 6
        byte[] key = bytes("feffe9928665731c6d6a8f9467308308");
        byte[] aad = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        byte[] data = bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        assertThat(hex("cipher", "e\0aes-128-gcm\0\0", key, bytes("cafebabefacedbaddecaf888"), data, aad))
                .endsWith("5bc94fbc3221a5db94fae95ae7121a47");
        assertThat(hex("cipher", "e\0aes-128-gcm\0\0", key,
                bytes("9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728"
                        + "c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b"),
                data, aad)).endsWith("619cc5aefffe0bfa462af43c1699d050");
    }

    /** Asks by numbers: of the digest, bytes of the key, bytes of the data. */
    private void quick(int number, int key, int data) throws CryptoFailure {
        shared.slice(Crypto.SHARED_BYTES - 12, 12).order(ByteOrder.nativeOrder()).putInt(number).putInt(key)
                .putInt(data);
        crypto.quick(new Looks(Long.MAX_VALUE));
    }

    private String made(int length) {
        byte[] made = new byte[length];
        shared.get(0, made);
        return HEX.formatHex(made);
    }

    @Test
    void computesShortDigestsAndMacsThatAreAskedForByNumbers() throws Exception {
        call(new Looks(Long.MAX_VALUE), "digest.number", "MD5");
        String second = (String) call(new Looks(Long.MAX_VALUE), "digest.number", "SHA-256");
        assertThat(second).isEqualTo("\0" + "1");
        assertThat(call(new Looks(Long.MAX_VALUE), "digest.number", "SHA-256")).isEqualTo(second);
        shared.put(0, ascii("abc"));
        quick(1, -1, 3);
        assertThat(made(32)).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        // RFC 4231, case 2
        shared.put(0, ascii("Jefewhat do ya want for nothing?"));
        quick(1, 4, 28);
        assertThat(made(32)).isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    /** Whatever an add-on that got hold of the memory writes there. */
    @ParameterizedTest
    @CsvSource({"1, -1, 0", "-1, -1, 0", "0, -2, 0", "0, -1, -1", "0, -1, 69633", "0, 69632, 1", "0, 2147483647, 1",
            "0, 1, 2147483647", "2147483647, 0, 0"})
    void understandsNoOtherNumbers(int number, int key, int data) throws Exception {
        call(new Looks(Long.MAX_VALUE), "digest.number", "MD5");
        assertThatThrownBy(() -> quick(number, key, data)).isInstanceOf(CryptoFailure.class)
                .hasMessage("parameter\0the call is not understood");
    }

    /** None of them would end within a minute. */
    @ParameterizedTest
    @ValueSource(strings = {"pbkdf2|SHA-512,10000000,1000000", "scrypt|131072,8,16,64", "key.generate|rsa,4096,65537",
            "prime|4096,1", "key.generate|dh,4096"})
    void endsWhenItsTurnIsOver(String asked) {
        String[] parts = asked.split("\\|");
        byte[][] blocks = parts[0].startsWith("key") || parts[0].equals("prime")
                ? new byte[0][]
                : new byte[][]{new byte[8], new byte[8]};
        long begun = System.nanoTime();
        assertThatThrownBy(() -> call(new Looks(5), parts[0], parts[1].replace(',', '\0'), blocks))
                .hasMessage("stopped\0the exchange was stopped");
        assertThat(Waiting.quiet(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aKeyWhosePassphraseTakesTooManyIterationsEnds() {
        byte[] salt = new byte[8];
        byte[] derivation = Der.sequence(Der.oid("1.2.840.113549.1.5.12"),
                Der.sequence(Der.octets(salt), Der.integer(9_999_999)));
        byte[] encryption = Der.sequence(Der.oid("2.16.840.1.101.3.4.1.42"), Der.octets(new byte[16]));
        byte[] key = Der.sequence(Der.sequence(Der.oid("1.2.840.113549.1.5.13"), Der.sequence(derivation, encryption)),
                Der.octets(new byte[64]));
        assertThatThrownBy(() -> call(new Looks(5), "key.der", "pkcs8\0private", key, new byte[1]))
                .hasMessage("stopped\0the exchange was stopped");
    }

    @Test
    void opensNoMoreHandlesThanItKeeps() throws Exception {
        Turn turn = new Looks(Long.MAX_VALUE);
        for (int i = 0; i < WorkerState.MOST_HANDLES; i++) {
            call(turn, "digest.begin", "MD5");
        }
        assertThatThrownBy(() -> call(turn, "digest.begin", "MD5")).hasMessageStartingWith("bound\0");
        call(turn, "close", "1");
        call(turn, "digest.begin", "MD5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "digest\0", "digest\0" + "5\0MD5", "digest\0-1\0MD5",
            "digest\0" + "99999999999\0MD5", "digest\0\0MD5", "nothing\0\0", "digest.end\0\0" + "7", "sign\0\0"})
    void understandsNothingElse(String text) {
        assertThatThrownBy(() -> crypto.now(text, ByteBuffer.allocate(1), new Looks(Long.MAX_VALUE)))
                .isInstanceOf(CryptoFailure.class);
    }

    /** Bits, whether it is to be safe, and what it is to be modulo what. */
    @ParameterizedTest
    @ValueSource(strings = {"2,1", "16,0,06,03", "64,0,10,04", "2,0,03,01"})
    void aPrimeThatThereIsNotIsRefused(String asked) {
        String[] parts = asked.split(",");
        byte[][] blocks = Arrays.stream(parts).skip(2).map(CryptoTest::bytes).toArray(byte[][]::new);
        assertThatThrownBy(() -> call(new Looks(Long.MAX_VALUE), "prime", parts[0] + '\0' + parts[1], blocks))
                .hasMessageContaining("no prime of " + parts[0] + " bits can be so");
    }

    @Test
    void pointsOfSmallOrderAreKnownWhateverTheirSign() {
        assertThat(SmallOrder.has("ed25519", bytes("ec" + "ff".repeat(31)))).isTrue();
        assertThat(SmallOrder.has("ed25519", bytes("02" + "00".repeat(31)))).isFalse();
        assertThat(SmallOrder.has("ed448", bytes("00".repeat(56) + "80"))).isTrue();
    }
}
