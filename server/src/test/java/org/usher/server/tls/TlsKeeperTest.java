package org.usher.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsKeeperTest {
    @TempDir
    static Path made;

    static Certificates.Pem first;
    static Certificates.Pem second;
    static Certificates.Pem over;

    @TempDir
    Path place;

    TlsFiles files;
    TlsKeeper keeper;
    final AtomicLong nowMs = new AtomicLong(System.currentTimeMillis());

    @BeforeAll
    static void makeCertificates() throws Exception {
        first = Certificates.make(made, "EC", -1, 91);
        second = Certificates.make(made, "EC", -1, 181);
        over = Certificates.make(made, "EC", -10, 5);
    }

    @BeforeEach
    void open() throws IOException {
        files = first.write(place);
        keeper = TlsKeeper.open(files, nowMs::get);
    }

    @Test
    void shouldServeTheNewCertificateWhenBothFilesHoldIt() throws Exception {
        SslContext before = keeper.context();
        long untilMs = keeper.untilMs();

        second.write(place);
        keeper.look();

        assertThat(keeper.context()).isNotSameAs(before);
        assertThat(keeper.untilMs() - untilMs).isGreaterThan(TimeUnit.DAYS.toMillis(80));
        assertThat(keeper.check().up()).isTrue();
    }

    @Test
    void shouldServeTheSameAsLongAsTheContentIsTheSame() throws Exception {
        SslContext before = keeper.context();

        first.write(place); // written anew, so the times differ
        keeper.look();
        keeper.look();

        assertThat(keeper.context()).isSameAs(before);
    }

    @Test
    void shouldSayNothingOfAPairThatIsHalfWrittenUntilItStays() throws Exception {
        SslContext before = keeper.context();
        Files.writeString(files.certificate(), second.certificate());

        keeper.look();
        assertThat(keeper.check().up()).isTrue();
        assertThat(keeper.context()).isSameAs(before);

        keeper.look();
        assertThat(keeper.check().up()).isFalse();
        assertThat(keeper.check().required()).as("calls go on").isFalse();
        assertThat(keeper.check().detail())
                .contains("refused", files.key().toString(), "does not belong", "the one before is served on");
        assertThat(keeper.context()).isSameAs(before);

        Files.writeString(files.key(), second.key());
        keeper.look();
        assertThat(keeper.check().up()).isTrue();
        assertThat(keeper.context()).isNotSameAs(before);
    }

    @Test
    void shouldServeTheOldOneOnWhenTheNewOneHasEnded() throws Exception {
        SslContext before = keeper.context();

        over.write(place);
        keeper.look();
        keeper.look();

        assertThat(keeper.context()).isSameAs(before);
        assertThat(keeper.check().detail()).contains("is for the time from");
    }

    @Test
    void shouldServeTheOldOneOnUntilTheNewOneBegins() throws Exception {
        SslContext before = keeper.context();
        Certificates.make(made, "EC", 1, 90).write(place);
        keeper.look();
        keeper.look();
        assertThat(keeper.context()).isSameAs(before);
        assertThat(keeper.check().detail()).contains("is taken when that begins");

        nowMs.addAndGet(2 * 86_400_000L);
        keeper.look();
        assertThat(keeper.context()).isNotSameAs(before);
        assertThat(keeper.check().up()).isTrue();
    }

    @Test
    void shouldServeTheOldOneOnWhenTheFilesAreGone() throws Exception {
        Files.delete(files.certificate());
        keeper.look();
        keeper.look();

        assertThat(keeper.check().up()).isFalse();
        assertThat(keeper.check().detail()).contains("NoSuchFile");
        first.write(place);
        keeper.look();
        assertThat(keeper.check().up()).isTrue();
    }

    @Test
    void shouldComplainWhenTheEndIsTwoWeeksAway() throws Exception {
        nowMs.set(keeper.untilMs() - TlsKeeper.NEAR_END_MS - 1);
        assertThat(keeper.check().up()).isTrue();

        nowMs.set(keeper.untilMs() - TlsKeeper.NEAR_END_MS);
        assertThat(keeper.check().up()).isFalse();
        assertThat(keeper.check().detail()).contains("ends on ");

        nowMs.set(keeper.untilMs());
        assertThat(keeper.check().detail()).contains("ended on ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void shouldReadKeysOfTheUsualKinds(String algorithm) throws Exception {
        TlsFiles written = Certificates.make(made, algorithm, -1, 90).write(place);

        assertThat(TlsPair.read(written)).isInstanceOf(TlsPair.Sound.class);
    }

    @Test
    void shouldRefuseAKeyThatEverybodyCanRead() throws Exception {
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(why()).contains("can be read by everybody");
        assertThatThrownBy(() -> TlsKeeper.open(files, nowMs::get)).hasMessageContaining("chmod");
    }

    @Test
    void shouldSayWhatIsWrongWithWhatIsNoKeyOrNoCertificate() throws Exception {
        Files.writeString(files.certificate(), first.key());
        assertThat(why()).contains("holds no certificate");

        Files.writeString(files.certificate(), first.certificate());
        Files.writeString(files.key(), first.certificate());
        assertThat(why()).contains("holds no private key");

        Files.writeString(files.key(), first.key().replace("PRIVATE KEY", "EC PRIVATE KEY"));
        assertThat(why()).contains("openssl pkcs8");

        Files.writeString(files.key(), Certificates.make(made, "RSA", -1, 90).key());
        assertThat(why()).contains("is no EC key");

        Files.writeString(files.key(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThat(why()).doesNotContain("AAAA");

        Files.write(files.key(), new byte[1_000_001]);
        assertThat(why()).contains("megabyte");
    }

    private String why() {
        return ((TlsPair.Broken) TlsPair.read(files)).why();
    }
}
