package org.usher.server.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.usher.server.mail.MailSettings.Encryption;
import org.usher.server.mail.Mails.State;
import org.usher.server.mail.Mails.Wish;
import org.usher.server.security.Secret;

/** Mails to mail servers that take them, do not, or are not there. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class MailsTest {
    private static final String EVA = "eva@home.example";
    private static final String NETWORK = "192.0.2.1";
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Mails.class);
    private Mails mails = by(9, Encryption.NONE, Optional.empty());

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        mails.close();
        logger.detachAppender(log);
        assertThat(log.list)
                .as("whose mail it was, and what was in it")
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("eva") || line.contains("parcel") || line.contains("example"));
    }

    private void sendBy(int port, Encryption tls, Optional<MailSettings.Login> login) {
        mails.close();
        mails = by(port, tls, login);
    }

    private static Mails by(int port, Encryption tls, Optional<MailSettings.Login> login) {
        MailAddress from = MailAddress.of("chat@shop.example").orElseThrow();
        return new Mails(
                new MailPost(new MailSettings("127.0.0.1", port, tls, from, login), () -> 1_795_000_000_000L),
                Duration.ofMillis(20));
    }

    private Wish send(long contactId, String text) {
        return mails.send(contactId, NETWORK, new Mail(MailAddress.of(EVA).orElseThrow(), "Your chat: Büro", text));
    }

    private void awaitState(long contactId, State state) {
        await().atMost(Duration.ofSeconds(60))
                .dontCatchUncaughtExceptions() // GreenMail's threads throw when a client does not trust it
                .untilAsserted(() -> assertThat(mails.state(contactId)).isEqualTo(state));
    }

    private static GreenMail server(int port) {
        GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    @Test
    void shouldBringAMailAsItWasWrittenWhateverIsInIt() throws Exception {
        GreenMail server = server(0);
        try {
            sendBy(server.getSmtp().getPort(), Encryption.NONE, Optional.empty());
            String text = "Grüße\r\n.\r\nMAIL FROM:<x@y.example>\r\nBcc: bob@home.example\r\n\r\n..\r\nend";
            assertThat(send(1, text)).isEqualTo(Wish.TAKEN);
            awaitState(1, State.SENT);
            assertThat(server.getReceivedMessages()).hasSize(1);
            MimeMessage mail = server.getReceivedMessages()[0];
            assertThat(mail.getContent().toString().stripTrailing()).isEqualTo(text);
            assertThat(mail.getSubject()).isEqualTo("Your chat: Büro");
            assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly(EVA);
            assertThat(mail.getFrom()).extracting(Object::toString).containsExactly("chat@shop.example");
            assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(mails.sent()).isEqualTo(1);
            assertThat(mails.pending()).isZero();
        } finally {
            server.stop();
        }
    }

    @Test
    void shouldTryAgainWhileTheServerIsAwayAndSendItOnceItIsThere() throws Exception {
        int port = freePort();
        sendBy(port, Encryption.NONE, Optional.empty());
        send(1, "where is my parcel?");
        await().until(() -> mails.retried() > 0);
        assertThat(mails.state(1)).isEqualTo(State.PENDING);
        assertThat(send(1, "again")).as("pressed twice").isEqualTo(Wish.UNDER_WAY);
        GreenMail server = server(port);
        try {
            awaitState(1, State.SENT);
            assertThat(server.getReceivedMessages()).hasSize(1);
        } finally {
            server.stop();
        }
    }

    @Test
    void shouldGiveUpWhenTheServerStaysAway() throws Exception {
        sendBy(freePort(), Encryption.NONE, Optional.empty());
        send(1, "where is my parcel?");
        awaitState(1, State.FAILED);
        assertThat(mails.retried()).isEqualTo(6);
        assertThat(mails.failed()).isEqualTo(1);
        assertThat(mails.pending()).isZero();
    }

    @Test
    void shouldSaySoAtOnceWhenTheAddressIsRefusedAndWaitWhenItIsOnlyPutOff() throws Exception {
        try (Postbox box =
                new Postbox(false, "550 5.1.1 <eva@home.example> is unknown", "451 4.7.1 greylisted", "250 ok")) {
            sendBy(box.port(), Encryption.NONE, Optional.empty());
            send(1, "where is my parcel?");
            awaitState(1, State.ADDRESS_REFUSED);
            assertThat(mails.retried()).isZero();
            send(2, "where is my parcel?");
            awaitState(2, State.SENT);
            assertThat(mails.retried()).isEqualTo(1);
            assertThat(mails.addressesRefused()).isEqualTo(1);
        }
    }

    @Test
    void shouldTellNoPasswordToAServerThatDoesNotEncryptOrIsNotWhomItClaimsToBe() throws Exception {
        Optional<MailSettings.Login> login = Optional.of(new MailSettings.Login("usher", Secret.of("a secret")));
        try (Postbox plain = new Postbox(false, "250 ok")) {
            sendBy(plain.port(), Encryption.STARTTLS, login);
            send(1, "where is my parcel?");
            awaitState(1, State.FAILED);
            assertThat(plain.heard).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
        GreenMail selfSigned = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        selfSigned.start();
        try {
            sendBy(selfSigned.getSmtps().getPort(), Encryption.TLS, login);
            send(1, "where is my parcel?");
            awaitState(1, State.FAILED);
            assertThat(selfSigned.getReceivedMessages()).isEmpty();
        } finally {
            selfSigned.stop();
        }
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).noneMatch(line -> line.contains("secret"));
    }

    @Test
    void shouldLogInWhereTheServerWantsIt() throws Exception {
        GreenMail server = server(0);
        server.setUser("usher", "usher", "a secret");
        try {
            sendBy(
                    server.getSmtp().getPort(),
                    Encryption.NONE,
                    Optional.of(new MailSettings.Login("usher", Secret.of("a secret"))));
            send(1, "where is my parcel?");
            awaitState(1, State.SENT);
            sendBy(
                    server.getSmtp().getPort(),
                    Encryption.NONE,
                    Optional.of(new MailSettings.Login("usher", Secret.of("another one"))));
            send(1, "where is my parcel?");
            awaitState(1, State.FAILED);
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(line -> line.contains("refused user and password"));
        } finally {
            server.stop();
        }
    }

    @Test
    void shouldSendSoManyMailsAndNoMore() throws Exception {
        GreenMail server = server(0);
        try {
            sendBy(server.getSmtp().getPort(), Encryption.NONE, Optional.empty());
            for (int mail = 0; mail < MailLimits.PER_CHAT; mail++) {
                assertThat(send(1, "where is my parcel?")).isEqualTo(Wish.TAKEN);
                awaitState(1, State.SENT);
            }
            assertThat(send(1, "of one chat")).isEqualTo(Wish.TOO_OFTEN);
            assertThat(send(2, "the fourth to her")).isEqualTo(Wish.TAKEN);
            assertThat(send(3, "the fifth to her")).isEqualTo(Wish.TAKEN);
            assertThat(send(4, "the sixth to her")).isEqualTo(Wish.TOO_OFTEN);
            Mail other = new Mail(MailAddress.of("bob@home.example").orElseThrow(), "Your chat", "hello");
            assertThat(mails.send(4, "192.0.2.2", other)).isEqualTo(Wish.TAKEN);
            assertThat(mails.limited()).isEqualTo(2);
        } finally {
            server.stop();
        }
    }

    @Test
    void shouldHoldSoManyAndEndAtOnceWhileTheServerSaysNothing() throws Exception {
        try (Postbox silent = new Postbox(false)) {
            sendBy(silent.port(), Encryption.NONE, Optional.empty());
            for (int contact = 1; contact <= Mails.MAX_PENDING; contact++) {
                Mail mail =
                        new Mail(MailAddress.of("c" + contact + "@home.example").orElseThrow(), "Your chat", "hello");
                assertThat(mails.send(contact, "network " + contact, mail)).isEqualTo(Wish.TAKEN);
            }
            assertThat(send(Mails.MAX_PENDING + 1, "one more")).isEqualTo(Wish.TOO_MUCH);
            await().until(() -> silent.heard.stream().anyMatch(line -> line.startsWith("RCPT")));
            mails.close();
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(line -> line.startsWith("200 mails that customers asked for have not been sent"));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }
}
