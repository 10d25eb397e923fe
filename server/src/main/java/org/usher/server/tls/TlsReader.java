package org.usher.server.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a certificate and its key, and finds out whether they can be served. */
final class TlsReader {
    /** TLS 1.2 at the least (RFC 8996 says why nothing older). */
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final int MAX_BYTES = 1_000_000;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END");

    private TlsReader() {}

    /** What stands in a file is of no use; says why. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        private Unfit(String why) {
            super(why);
        }
    }

    static TlsPair read(TlsFiles files) {
        String digest = "";
        Path file = files.certificate();
        try {
            byte[] certificates = bytes(file);
            digest = digest(certificates);
            file = files.key();
            byte[] key = bytes(file);
            digest += digest(key);
            ensureOwn(file);
            file = files.certificate();
            List<X509Certificate> chain = chain(certificates);
            file = files.key();
            return pair(digest, key, chain);
        } catch (IOException e) {
            return new TlsPair.Broken(digest, file, "cannot be read (" + e + ")");
        } catch (Unfit e) {
            return new TlsPair.Broken(digest, file, String.valueOf(e.getMessage()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return new TlsPair.Broken(digest, file, "cannot be used (" + e.getMessage() + ")");
        }
    }

    private static TlsPair pair(String digest, byte[] key, List<X509Certificate> chain)
            throws Unfit, GeneralSecurityException, IOException {
        PrivateKey secret = privateKey(key, chain.getFirst());
        ensureFits(secret, chain.getFirst());
        SslContext context = SslContextBuilder.forServer(secret, chain.toArray(new X509Certificate[0]))
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOLS)
                .build();
        long untilMs = chain.stream()
                .mapToLong(certificate -> certificate.getNotAfter().toInstant().toEpochMilli())
                .min()
                .orElseThrow();
        return new TlsPair.Sound(digest, context, chain, untilMs);
    }

    private static byte[] bytes(Path file) throws IOException, Unfit {
        if (Files.size(file) > MAX_BYTES) {
            throw new Unfit("has more than a megabyte; give a PEM file");
        }
        return Files.readAllBytes(file);
    }

    private static String digest(byte[] content) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static void ensureOwn(Path key) throws IOException, Unfit {
        PosixFileAttributeView view = Files.getFileAttributeView(key, PosixFileAttributeView.class);
        if (view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            throw new Unfit("can be read by everybody on this machine; chmod o-r it, and think of another key");
        }
    }

    /** The server's own first. */
    static List<X509Certificate> chain(byte[] pem) throws Unfit, CertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        if (new String(pem, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                chain.add((X509Certificate) certificate);
            }
        }
        if (chain.isEmpty()) {
            throw new Unfit("holds no certificate; give a PEM file that begins with -----BEGIN CERTIFICATE-----");
        }
        return chain;
    }

    private static PrivateKey privateKey(byte[] pem, X509Certificate certificate)
            throws Unfit, GeneralSecurityException {
        Matcher block = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!block.find()) {
            throw new Unfit("holds no private key; give a PEM file with -----BEGIN PRIVATE KEY-----");
        }
        if (!block.group(1).isEmpty()) {
            throw new Unfit("holds a key in another form than PKCS #8 without a password; make one by:"
                    + " openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(block.group(2));
        try {
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new Unfit("is no " + certificate.getPublicKey().getAlgorithm()
                    + " key, as the first certificate's is; give the key that belongs to it");
        }
    }

    /** A key of another certificate would fail at each handshake, where nobody sees why. */
    private static void ensureFits(PrivateKey key, X509Certificate certificate) throws Unfit, GeneralSecurityException {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        Signature signature = Signature.getInstance(
                switch (algorithm) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> algorithm;
                });
        byte[] word = "usher".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(word);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(word);
        boolean fits;
        try {
            fits = signature.verify(signed);
        } catch (GeneralSecurityException e) {
            fits = false; // RSA keys of unequal lengths are told apart so
        }
        if (!fits) {
            throw new Unfit("does not belong to the first certificate of the other file;"
                    + " put the server's own first, then those that vouch for it");
        }
    }
}
