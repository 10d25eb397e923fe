package org.usher.server.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Certificates that vouch for themselves, made by the JDK's keytool, as PEM. */
public final class Certificates {
    private static final char[] PASSWORD = "in the test only".toCharArray();

    /** A certificate for localhost and its key. */
    public record Pem(String certificate, String key) {

        /** Into these files, of which nobody else can read the key. */
        public TlsFiles write(Path directory) throws IOException {
            TlsFiles files = new TlsFiles(directory.resolve("usher.pem"), directory.resolve("usher.key"));
            Files.writeString(files.certificate(), certificate);
            Files.writeString(files.key(), key);
            Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r-----"));
            return files;
        }
    }

    private Certificates() {}

    /**
     * A new one, valid from so many days from now on for so many.
     *
     * @param algorithm RSA, EC or Ed25519
     */
    public static Pem make(Path directory, String algorithm, int daysFromNow, int days)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = Files.createTempDirectory(directory, "keytool").resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "usher",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + algorithm.toLowerCase(Locale.ROOT) + ".usher.example.org",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-startdate",
                        (daysFromNow < 0 ? "" : "+") + daysFromNow + "d",
                        "-validity",
                        Integer.toString(days),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool failed: " + said);
        }
        KeyStore read = KeyStore.getInstance(store.toFile(), PASSWORD);
        Key key = read.getKey("usher", PASSWORD);
        Certificate certificate = read.getCertificate("usher");
        return new Pem(pem("CERTIFICATE", certificate.getEncoded()), pem("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
    }
}
