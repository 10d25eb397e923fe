package org.usher.server.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the very key that the server's certificate file names, and no other, whoever vouches for it and whatever name it is reached by:
 * for the command line on the server's own machine, where the address is 127.0.0.1 and the certificate is for another name.
 */
public final class PinnedCertificate extends X509ExtendedTrustManager {
    private final byte[] key;

    private PinnedCertificate(X509Certificate certificate) {
        this.key = certificate.getPublicKey().getEncoded();
    }

    /** What trusts the first certificate of this file. */
    public static SSLContext trusting(Path certificate) throws IOException {
        try {
            X509Certificate own =
                    TlsReader.chain(Files.readAllBytes(certificate)).getFirst();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedCertificate(own)}, new SecureRandom());
            return context;
        } catch (TlsReader.Unfit | GeneralSecurityException e) {
            throw new IOException(certificate + " " + e.getMessage(), e);
        }
    }

    private void ensureOurs(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || !MessageDigest.isEqual(chain[0].getPublicKey().getEncoded(), key)) {
            throw new CertificateException("the server has another key than its certificate file says");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        ensureOurs(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        ensureOurs(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        ensureOurs(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this is for servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this is for servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this is for servers");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
