package io.annex.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for this machine, made for a test.
 *
 * @param tls
 *            what a server has of it
 * @param trust
 *            what a client has of it
 */
record TestKeys(EdgeOptions.Tls tls, SSLContext trust) {
    /** Makes one; its files are in a folder. */
    static TestKeys in(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(keytool, "-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname",
                "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore",
                store.toString(), "-storepass", "secret").inheritIO().start();
        assertThat(Waiting.exit(made)).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        Path certificate = pem(folder.resolve("certificate.pem"), "CERTIFICATE",
                keys.getCertificate("test").getEncoded());
        Path key = pem(folder.resolve("key.pem"), "PRIVATE KEY",
                keys.getKey("test", "secret".toCharArray()).getEncoded());
        return new TestKeys(new EdgeOptions.Tls(certificate, key), trusting(keys.getCertificate("test")));
    }

    private static Path pem(Path file, String what, byte[] content) throws IOException {
        return Files.writeString(file,
                "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content)
                        + "\n-----END " + what + "-----\n");
    }

    private static SSLContext trusting(Certificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("test", certificate);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** The same server, with TLS. */
    EdgeOptions with(EdgeOptions o) {
        return new EdgeOptions(o.host(), o.port(), o.loops(), tls, o.trustedProxies(), o.hosts(), o.limits(), false);
    }
}
