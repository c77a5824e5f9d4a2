package io.annex.server.outbound;

import io.annex.core.outbound.OutboundFailure;
import io.annex.core.outbound.OutboundFailure.Kind;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom TLS trusts: the system's CAs, and those that a call brings along. The
 * same certificates give the same options, by which Vert.x finds the pooled
 * connections again. Names are always verified (RFC 9110, section 4.3.4). Used
 * by one event loop alone.
 */
final class Trust {
    /** What follows is not kept: an add-on that makes up CAs gains nothing. */
    private static final int MOST_KEPT = 16;
    private static final int LONGEST_PEM = 1 << 20;

    private static final ClientSSLOptions SYSTEM = options();

    private final Map<String, ClientSSLOptions> kept = new LinkedHashMap<>(MOST_KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ClientSSLOptions> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private static ClientSSLOptions options() {
        return new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
    }

    /**
     * The options of a connection.
     *
     * @param pem
     *            further CAs; empty for none
     */
    ClientSSLOptions options(String pem) throws OutboundFailure {
        if (pem.isEmpty()) {
            return SYSTEM;
        }
        ClientSSLOptions known = kept.get(pem);
        if (known == null) {
            known = options().setTrustOptions(TrustOptions.wrap(trusting(certificates(pem))));
            kept.put(pem, known);
        }
        return known;
    }

    private static Collection<? extends Certificate> certificates(String pem) throws OutboundFailure {
        try {
            if (pem.length() <= LONGEST_PEM) {
                Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
                if (!certificates.isEmpty()) {
                    return certificates;
                }
            }
        } catch (CertificateException e) {
            throw new OutboundFailure(Kind.INVALID, "certificate: cannot be read (expected: CAs' certificates in PEM)");
        }
        throw new OutboundFailure(Kind.INVALID, "certificate: cannot be read (expected: CAs' certificates in PEM)");
    }

    private static TrustManager trusting(Collection<? extends Certificate> certificates) throws OutboundFailure {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            List<Certificate> anchors = new ArrayList<>(certificates);
            for (X509Certificate each : manager(null).getAcceptedIssuers()) {
                anchors.add(each);
            }
            for (int i = 0; i < anchors.size(); i++) {
                all.setCertificateEntry("ca-" + i, anchors.get(i));
            }
            return manager(all);
        } catch (GeneralSecurityException | IOException e) {
            throw new OutboundFailure(Kind.INVALID, "certificate: cannot be used: " + e.getMessage());
        }
    }

    private static X509TrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509TrustManager manager) {
                return manager;
            }
        }
        throw new GeneralSecurityException("no X.509 trust manager");
    }
}
