package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.call.Numbers;
import org.usher.server.chat.AttachmentSettings;
import org.usher.server.openid.OpenIdSettings;
import org.usher.server.people.SessionTerms;
import org.usher.server.security.Limits;
import org.usher.server.security.Scope;
import org.usher.server.security.Secret;
import org.usher.server.security.TokenRole;
import org.usher.server.tls.Certificates;
import org.usher.server.tls.TlsFiles;

final class ServerConfigFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldTakeTheSampleAsItIsShipped() throws Exception {
        ServerConfig config = ServerConfigFile.read(Path.of("../conf/usher.toml"), Map.of());

        assertThat(config.http())
                .isEqualTo(new ServerConfig.Http(
                        InetAddress.ofLiteral("127.0.0.1"), 8080, Set.of(), Optional.empty(), false, Set.of()));
        assertThat(config.security().sessions()).isEqualTo(SessionTerms.DEFAULT);
        assertThat(config.security().limits()).isEqualTo(Limits.DEFAULT);
        assertThat(config.dataDirectory()).isEqualTo(Path.of("var"));
        assertThat(config.pbxs()).isEmpty();
        assertThat(config.database().url()).isNull();
        assertThat(config.security().anonymousRole()).isEqualTo(TokenRole.WALLBOARD);
        assertThat(config.simulation().enabled()).isFalse();
        assertThat(config.estimate().waitModelEveryMs()).isEqualTo(3_600_000);
        assertThat(config.deskNumbers()).isEqualTo(Numbers.NONE);
    }

    @Test
    void shouldTakeSecretsFromFileEnvironmentAndItself() throws Exception {
        Files.writeString(directory.resolve("ami.secret"), "from the file\n");
        ServerConfig config = read("""
                [[pbx]]
                id = 1
                name = "office"
                host = "10.0.0.5"
                user = "usher"
                secret_file = "ami.secret"
                [[pbx]]
                id = 2
                name = "branch"
                host = "10.0.0.6"
                user = "usher"
                secret_env = "BRANCH"
                [database]
                url = "jdbc:mariadb://10.0.0.7/usher"
                user = "usher"
                password = "as it is"
                """);

        assertThat(config.pbxs())
                .extracting(pbx -> pbx.secret().reveal())
                .containsExactly("from the file", "from the environment");
        assertThat(config.database().password()).isEqualTo(Secret.of("as it is"));
        assertThat(config.toString()).doesNotContain("from the", "as it is");
    }

    @Test
    void shouldTakeNumbersAndTheirBeginningsForWhatAgentsMayCall() throws Exception {
        Numbers numbers = read("[desk]\nnumbers = [\"+49*\", \"0800123\"]").deskNumbers();
        assertThat(numbers.allow("+4930123")).isTrue();
        assertThat(numbers.allow("0800123")).isTrue();
        assertThat(numbers.allow("08001234")).isFalse();
        assertThat(numbers.allow("112")).isFalse();
        assertThatThrownBy(() -> read("[desk]\nnumbers = [\"*\"]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is neither a number nor the beginning of one");
    }

    @Test
    void shouldListAllProblemsAtOnceEachWithLineKeyValueAndFix() {
        assertThatThrownBy(() -> read("""
                        [http]
                        prot = 8080
                        port = "8080"
                        listen = "0.0.0.0"
                        [[pbx]]
                        id = 1
                        name = "Office"
                        host = "10.0.0.5"
                        port = 70000
                        secret = "x"
                        [[pbx]]
                        id = 1
                        name = "branch"
                        host = ""
                        user = "usher"
                        secret = 1234
                        [simulation]
                        enabled = "yes"
                        [extra]
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        lines(
                                ":2: http.prot is not a known key; did you mean port?",
                                ":3: http.port = \"8080\" is not a whole number; give a whole number from 0 to 65535, for example port = 8080",
                                ":4: http.listen = \"0.0.0.0\" can be reached from other machines; add beyond_loopback = true if that is meant, and give [http.tls]; else use 127.0.0.1",
                                ":5: pbx[1].user is missing; for example user = \"usher\"",
                                ":7: pbx[1].name = \"Office\" is not a name; give small letters, digits, - and _, for example name = \"office\"",
                                ":9: pbx[1].port = 70000 is out of range; give a whole number from 1 to 65535, for example port = 5038",
                                ":12: pbx[2].id = 1 is used by another PBX; give each PBX a number of its own",
                                ":14: pbx[2].host = \"\" is not one line of 1 to 255 characters; give a name or address, for example host = \"127.0.0.1\"",
                                ":16: pbx[2].secret is not text; give it in quotes",
                                ":18: simulation.enabled = \"yes\" is not true or false; write enabled = true or enabled = false, without quotes",
                                ":19: extra is not a known key; known here: callback, chat, customers, data, database, desk, estimate, http, lease, log, mail, overflow, pbx, security, simulation, sms, webhook"));
    }

    @Test
    void shouldReadWhoMayComeInAndHowOften() throws Exception {
        ServerConfig config = read("""
                [http]
                host_names = ["usher.example.org"]
                tls_in_front = true
                proxies = ["127.0.0.1", "2001:db8::1"]
                [security]
                session_idle = "10m"
                session_length = "8h"
                audit_keep = "720h"
                [security.limits]
                requests_per_address = 1
                requests_per_person = 2
                log_ins_per_address = 3
                log_ins_per_name = 4
                [[security.token]]
                name = "crm"
                scopes = ["contacts:read", "recordings:read"]
                secret = "0123456789abcdef"
                """);
        assertThat(config.http().hostNames()).containsExactly("usher.example.org");
        assertThat(config.http().tlsInFront()).isTrue();
        assertThat(config.http().proxies())
                .containsExactlyInAnyOrder(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("2001:db8::1"));
        assertThat(config.security().sessions()).isEqualTo(new SessionTerms(600_000, 28_800_000));
        assertThat(config.security().auditKeepMs()).isEqualTo(30 * 86_400_000L);
        assertThat(config.security().limits()).isEqualTo(new Limits(1, 2, 3, 4));
        assertThat(config.security().tokens().getFirst().scopes())
                .containsExactlyInAnyOrder(Scope.CONTACTS_READ, Scope.RECORDINGS_READ);
    }

    @Test
    void shouldRefuseScopesThatThereAreNot() {
        assertThatThrownBy(() -> read("""
                        [http]
                        host_names = ["Usher"]
                        proxies = ["here"]
                        [[security.token]]
                        name = "crm"
                        role = "wallboard"
                        scopes = ["contacts:all"]
                        secret = "0123456789abcdef"
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("host_names[1] = \"Usher\" is not the name of a host")
                .hasMessageContaining("proxies[1] = \"here\" is not an address")
                .hasMessageContaining("scopes[1] = \"contacts:all\" is not a scope; give some of: wallboard:read, ")
                .hasMessageContaining("scopes = […] is given besides a role");
    }

    @Test
    void shouldRefuseTokensThatCanBeGuessedAndNeverShowThem() {
        assertThatThrownBy(() -> read("""
                        [security]
                        without_token = "admin"
                        [[security.token]]
                        name = "lobby"
                        role = "boss"
                        secret = "short"
                        [[security.token]]
                        name = "lobby"
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        lines(
                                ":2: security.without_token = \"admin\" would let anyone who reaches the port act; give \"wallboard\" or \"anonymous\", and a token to those who may do more",
                                ":5: security.token[1].role = \"boss\" is not one of the choices; give one of \"anonymous\", \"wallboard\", \"supervisor\", \"admin\"",
                                ":6: security.token[1].secret can be guessed; give at least 16 random characters, for example from: openssl rand -hex 24",
                                ":7: security.token[2].role is missing; give role = \"wallboard\", \"supervisor\" or \"admin\", or scopes = [\"contacts:read\", …]",
                                ":7: security.token[2].secret is missing; give one of secret, secret_file and secret_env",
                                ":8: security.token[2].name = \"lobby\" is used by another token; give each token a name of its own"));
    }

    @Test
    void shouldSayWhereASecretWasToComeFrom() {
        assertThatThrownBy(() -> read("""
                        [database]
                        url = "mysql://x"
                        password_env = "NOT_SET"
                        [[pbx]]
                        id = 1
                        name = "office"
                        host = "h"
                        user = "usher"
                        secret = "a"
                        secret_file = "b"
                        """))
                .hasMessage(lines(
                        ":2: database.url = \"mysql://x\" is not the address of a MariaDB; for example url = \"jdbc:mariadb://127.0.0.1:3306/usher\"",
                        ":3: database.password_env = \"NOT_SET\" is not set in the environment; set it, or give the secret another way",
                        ":9: pbx[1].secret is given more than once; give one of secret, secret_file and secret_env"));
    }

    @Test
    void shouldShutTheWallboardToStrangersBeyondLoopback() throws Exception {
        ServerConfig config = read("""
                [http]
                listen = "0.0.0.0"
                beyond_loopback = true
                allow_plain = true
                """);

        assertThat(config.security().anonymousRole()).isEqualTo(TokenRole.ANONYMOUS);
    }

    @Test
    void shouldListenBeyondLoopbackWithoutTlsOnlyIfTold() {
        assertThatThrownBy(() -> read("""
                [http]
                listen = "0.0.0.0"
                beyond_loopback = true
                """))
                .hasMessageContaining("http.listen = \"0.0.0.0\" can be reached from other machines, and without TLS")
                .hasMessageContaining("allow_plain = true");
    }

    @Test
    void shouldReadItsCertificateBesideTheFile() throws Exception {
        Certificates.make(directory, "EC", -1, 90).write(directory);

        ServerConfig.Http http = read("""
                [http]
                listen = "0.0.0.0"
                beyond_loopback = true
                [http.tls]
                certificate = "usher.pem"
                key = "usher.key"
                """).http();

        assertThat(http.tls()).contains(new TlsFiles(directory.resolve("usher.pem"), directory.resolve("usher.key")));
        assertThat(http.address(8443)).isEqualTo("https://127.0.0.1:8443/");
    }

    @Test
    void shouldLeadToTheServerWhoMayNotReadItsKeyAndItsPasswords() throws Exception {
        Path file = Files.writeString(directory.resolve("usher.toml"), """
                [http]
                port = 8443
                [http.tls]
                certificate = "usher.pem"
                key = "a key that cannot be read"
                [data]
                directory = "/srv/usher"
                [database]
                url = "jdbc:mariadb://db/usher"
                user = "usher"
                password_file = "a password that cannot be read"
                """);
        assertThatThrownBy(() -> ServerConfigFile.read(file)).hasMessageContaining("http.tls.certificate");
        ServerConfigFile.Whereabouts found = ServerConfigFile.whereabouts(file);
        assertThat(found.dataDirectory()).isEqualTo(Path.of("/srv/usher"));
        assertThat(found.http().port()).isEqualTo(8443);
        assertThat(found.http().tls().orElseThrow().certificate()).isEqualTo(directory.resolve("usher.pem"));

        Files.writeString(file, "[http]\nport = 99999\n");
        assertThatThrownBy(() -> ServerConfigFile.whereabouts(file)).hasMessageContaining("http.port");
    }

    @Test
    void shouldSayWhichOfTheTwoFilesIsWrong() throws Exception {
        Certificates.make(directory, "EC", -1, 90).write(directory);
        Certificates.Pem other = Certificates.make(directory, "EC", -1, 90);
        Files.writeString(directory.resolve("usher.key"), other.key());

        assertThatThrownBy(() -> read("""
                [http]
                tls_in_front = true
                [http.tls]
                certificate = "usher.pem"
                key = "usher.key"
                """))
                .hasMessageContaining("http.tls.key = \"usher.key\" does not belong to the first certificate")
                .hasMessageContaining("http.tls_in_front = true is given besides [http.tls]");
        assertThatThrownBy(() -> read("[http.tls]\ncertificate = \"none.pem\"\n"))
                .hasMessageContaining("http.tls.key is missing");
    }

    @Test
    void shouldReadWhoVouchesForPeople() throws Exception {
        Files.writeString(directory.resolve("openid.secret"), "of both\n");
        OpenIdSettings read = read("""
                [security.openid]
                issuer = "https://id.example.org/realms/office"
                client_id = "usher"
                client_secret_file = "openid.secret"
                address = "https://usher.example.org"
                allowed_claim = "groups"
                allowed_values = ["contact-centre"]
                """).security().openId().orElseThrow();

        assertThat(read)
                .isEqualTo(new OpenIdSettings(
                        "Single sign-on",
                        URI.create("https://id.example.org/realms/office"),
                        "usher",
                        Optional.of(Secret.of("of both")),
                        URI.create("https://usher.example.org"),
                        List.of("profile", "email"),
                        "preferred_username",
                        Optional.of(new OpenIdSettings.Allowed("groups", Set.of("contact-centre")))));
        assertThat(read("").security().openId()).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrongWithWhoVouchesForPeople() {
        assertThatThrownBy(() -> read("""
                [security.openid]
                issuer = "http://id.example.org"
                address = "https://usher.example.org/centre"
                allowed_claim = "groups"
                """))
                .hasMessageContaining("security.openid.issuer = \"http://id.example.org\" is no https address")
                .hasMessageContaining("security.openid.address = \"https://usher.example.org/centre\" has a path")
                .hasMessageContaining("security.openid.client_id is missing")
                .hasMessageContaining("security.openid.allowed_values is missing");
    }

    @Test
    void shouldCallBackInTheCodecOfEachTrunk() throws Exception {
        String pbx = "[[pbx]]\nid = 1\nname = \"office\"\nhost = \"127.0.0.1\"\nuser = \"usher\"\nsecret = \"x\"\n";
        assertThat(read(pbx).pbxs().getFirst().trunkCodec()).isEqualTo("ulaw");
        assertThat(read(pbx + "trunk_codec = \"alaw\"\n").pbxs().getFirst().trunkCodec())
                .isEqualTo("alaw");
        assertThatThrownBy(() -> read(pbx + "trunk_codec = \"a-law,\"\n")).hasMessageContaining("trunk_codec");
    }

    @Test
    void shouldReadWhatTwoUshersNeed() throws Exception {
        assertThat(read("").lease().lengthMs()).isEqualTo(5_000);
        assertThat(read("").lease().name()).isNotEmpty();
        assertThat(read("[lease]\nname = \"left\"\nlength = \"8s\"\n").lease())
                .isEqualTo(new ServerConfig.Lease("left", 8_000));
        String pbx = "[[pbx]]\nid = 1\nname = \"office\"\nhost = \"127.0.0.1\"\nuser = \"usher\"\nsecret = \"x\"\n";
        assertThat(read(pbx).pbxs().getFirst().standby()).isEmpty();
        assertThat(read(pbx + "standby_user = \"usher-standby\"\nstandby_secret = \"y\"\n")
                        .pbxs()
                        .getFirst()
                        .standby())
                .hasValueSatisfying(user -> assertThat(user.name()).isEqualTo("usher-standby"));
        assertThatThrownBy(() -> read(pbx + "standby_user = \"usher\"\nstandby_secret = \"y\"\n"))
                .hasMessageContaining("standby_user")
                .hasMessageContaining("give it a section of its own");
        assertThatThrownBy(() -> read(pbx + "standby_secret = \"y\"\n")).hasMessageContaining("standby_user");
        assertThatThrownBy(() -> read(pbx + "standby_user = \"usher-standby\"\n"))
                .hasMessageContaining("standby_secret");
    }

    @Test
    void shouldTakeHowOftenWaitsAreModelled() throws Exception {
        assertThat(read("[estimate]\nwait_model_every = \"24h\"\n").estimate().waitModelEveryMs())
                .isEqualTo(86_400_000);
        assertThat(read("[estimate]\nwait_model_every = \"off\"\n").estimate().waitModelEveryMs())
                .isEqualTo(-1);
        assertThatThrownBy(() -> read("[estimate]\nwait_model_every = \"5s\"\n"))
                .hasMessage(
                        lines(
                                ":2: estimate.wait_model_every = \"5s\" is too often; give a time from 1m to 168h, for example wait_model_every = \"1h\""));
    }

    @Test
    void shouldPointAtTheLineThatIsNotToml() {
        assertThatThrownBy(() -> read("[http]\nport = \n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(directory.resolve("usher.toml") + ":2: is not TOML: ");
    }

    @Test
    void shouldSayOnlyTheFirstOfManyThousandErrorsOfSyntax() {
        assertThatThrownBy(() -> read("[[pbx]]\nreco" + ".".repeat(30_000)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(directory.resolve("usher.toml") + ":2: is not TOML: ")
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(20_000));
    }

    @Test
    void shouldReadWhichFilesMayBeSentInChats() throws Exception {
        assertThat(read("").chats().attachments())
                .isEqualTo(new AttachmentSettings(true, 5_000_000, 2_000_000_000, 7_776_000_000L));
        assertThat(read("""
                        [chat]
                        attachments = false
                        attachment_max_bytes = 100000
                        attachments_max_total_mb = 500000
                        attachments_keep = "24h"
                        """).chats().attachments())
                .isEqualTo(new AttachmentSettings(false, 100_000, 500_000_000_000L, 86_400_000));
        assertThatThrownBy(() -> read("""
                        [chat]
                        attachment_max_bytes = 999
                        attachments_keep = "30m"
                        """))
                .hasMessageContaining(
                        "chat.attachment_max_bytes = 999 is out of range; give a whole number from 1000 to 20000000")
                .hasMessageContaining("chat.attachments_keep = \"30m\" is out of range");
    }

    @Test
    void shouldSayThatAFileDoesNotExist() {
        assertThatThrownBy(() -> ServerConfigFile.read(directory.resolve("nowhere.toml")))
                .hasMessage(directory.resolve("nowhere.toml")
                        + ": does not exist; create it (the samples in conf/ explain every key) or name another file");
    }

    private ServerConfig read(String text) throws IOException, ConfigException {
        Path file = directory.resolve("usher.toml");
        Files.writeString(file, text);
        return ServerConfigFile.read(file, Map.of("BRANCH", "from the environment"));
    }

    private String lines(String... lines) {
        return directory.resolve("usher.toml") + String.join("\n" + directory.resolve("usher.toml"), lines);
    }
}
