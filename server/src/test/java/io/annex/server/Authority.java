package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A CA of its own, and a server's certificate that it has signed. */
final class Authority {
    private static final String PASSWORD = "secret";

    private final Path folder;
    private final Path store;

    private Authority(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("authority.p12");
    }

    /**
     * Makes both.
     *
     * @param names
     *            what the server's certificate is for, e.g. {@code ip:127.0.0.1}
     */
    static Authority in(Path folder, String names) throws Exception {
        Authority made = new Authority(Files.createDirectories(folder));
        made.keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=CA of a test", "-ext", "bc:c");
        made.keytool("-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=manager", "-ext", "san=" + names,
                "-signer", "ca");
        return made;
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(Waiting.exit(process)).as(command.toString()).isZero();
    }

    private KeyStore keys() throws Exception {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    /** The CA's certificate, PEM. */
    Path ca() throws Exception {
        return pem("ca.pem", "CERTIFICATE", keys().getCertificate("ca").getEncoded());
    }

    /** The server's certificate, PEM. */
    Path certificate() throws Exception {
        return pem("certificate.pem", "CERTIFICATE", keys().getCertificate("server").getEncoded());
    }

    /** The server's private key, PEM. */
    Path key() throws Exception {
        return pem("key.pem", "PRIVATE KEY", keys().getKey("server", PASSWORD.toCharArray()).getEncoded());
    }

    private Path pem(String name, String what, byte[] content) throws IOException {
        return Files.writeString(folder.resolve(name),
                "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content)
                        + "\n-----END " + what + "-----\n");
    }
}
