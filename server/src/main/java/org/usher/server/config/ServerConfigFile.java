package org.usher.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.usher.server.agent.CrmLink;
import org.usher.server.agent.DeskSettings;
import org.usher.server.call.Numbers;
import org.usher.server.callback.CallbackTerms;
import org.usher.server.chat.ChatSettings;
import org.usher.server.customer.CustomerSettings;
import org.usher.server.engine.LogSettings;
import org.usher.server.mail.MailSettings;
import org.usher.server.security.Secret;
import org.usher.server.sms.TextMessageSettings;
import org.usher.server.webhook.WebhookSettings;
import org.usher.telephony.ami.LinkSettings;

/** Reads {@code usher.toml}. */
public final class ServerConfigFile {
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long WEEK_MS = 7 * 24 * HOUR_MS;

    private final Path path;
    private final SecretKeys secrets;

    private ServerConfigFile(Path path, Map<String, String> environment) {
        this.path = path;
        this.secrets = new SecretKeys(path, environment);
    }

    /**
     * The wiring of this file.
     *
     * @throws ConfigException naming everything that is wrong
     */
    public static ServerConfig read(Path path) throws ConfigException {
        return read(path, System.getenv());
    }

    static ServerConfig read(Path path, Map<String, String> environment) throws ConfigException {
        return new ServerConfigFile(path, environment).read();
    }

    /**
     * Where the server is.
     *
     * @param dataDirectory of it
     */
    public record Whereabouts(ServerConfig.Http http, Path dataDirectory) {}

    /**
     * What of this file leads to the running server. Nothing else is looked at, and no secret read: whoever may ask the server need not be who
     * may read its key and its passwords.
     *
     * @throws ConfigException naming everything that is wrong with it
     */
    public static Whereabouts whereabouts(Path path) throws ConfigException {
        TomlSource source = new TomlSource(path.toString());
        Section root = source.root(path);
        Whereabouts found = new Whereabouts(new HttpKeys(path, false).read(root.table("http")), data(root));
        source.throwIfAny();
        return found;
    }

    private static Path data(Section root) {
        Section data = root.table("data");
        String directory =
                data.text("directory", "var", new TextRule(SecretKeys::isPath, "is not a path", "give a directory"));
        data.done();
        return Path.of(directory);
    }

    private ServerConfig read() throws ConfigException {
        TomlSource source = new TomlSource(path.toString());
        Section root = source.root(path);
        ServerConfig.Http http = new HttpKeys(path, true).read(root.table("http"));
        Path directory = data(root);
        ServerConfig.Simulation simulation = simulation(root.table("simulation"));
        List<ServerConfig.Pbx> pbxs = pbxs(root);
        ServerConfig.Database database = database(root.table("database"));
        ServerConfig.Security security = new SecurityKeys(secrets).read(root.table("security"), http.listen());
        ServerConfig.Estimate estimate = estimate(root.table("estimate"));
        LogSettings log = log(root.table("log"));
        ServerConfig.Lease lease = lease(root.table("lease"));
        Section deskSection = root.table("desk");
        Numbers deskNumbers = deskNumbers(deskSection);
        DeskSettings desk = desk(deskSection);
        CustomerSettings customers = new CustomerKeys(secrets).read(root.table("customers"));
        CallbackTerms callbacks = CallbackKeys.terms(root.table("callback"));
        ChatSettings chats = ChatKeys.settings(root.table("chat"));
        Optional<MailSettings> mail = new MailKeys(secrets).read(root);
        Optional<TextMessageSettings> textMessages =
                new TextMessageKeys(secrets).read(root, chats.links().publicUrl());
        List<WebhookSettings> webhooks = new WebhookKeys(secrets).read(root);
        Numbers overflowNumbers = OverflowKeys.allowed(root.table("overflow"));
        root.done();
        source.throwIfAny();
        return new ServerConfig(
                http,
                directory,
                pbxs,
                database,
                security,
                simulation,
                estimate,
                log,
                lease,
                desk,
                customers,
                deskNumbers,
                overflowNumbers,
                callbacks,
                chats,
                mail,
                textMessages,
                webhooks);
    }

    private static Numbers deskNumbers(Section desk) {
        TextRule number = TextRule.matching(
                Numbers.PATTERN, "is neither a number nor the beginning of one", "for example \"+49*\" or \"0800123\"");
        return new Numbers(
                desk.texts("numbers", number).stream().map(Section.Item::text).toList());
    }

    private List<ServerConfig.Pbx> pbxs(Section root) {
        List<ServerConfig.Pbx> pbxs = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Section section : root.tables("pbx")) {
            if (!section.has("id")) {
                section.missing("id", "give each PBX a number of its own that never changes, for example id = 1");
            }
            int id = section.number("id", 1, 1, 1_000);
            String name = section.text(
                    "name",
                    TextRule.matching(
                            "[a-z][a-z0-9_-]{0,39}",
                            "is not a name",
                            "give small letters, digits, - and _, for example name = \"office\""));
            String host = section.text(
                    "host", TextRule.line(255, "give a name or address, for example host = \"127.0.0.1\""));
            int port = section.number("port", 5038, 1, 65_535);
            String user = section.text(
                    "user",
                    TextRule.matching(
                            "[^\\s\\[\\]\\p{Cntrl}]{1,80}",
                            "is not the name of a section of manager.conf",
                            "for example user = \"usher\""));
            Secret secret = secrets.read(section, "secret", true);
            if (!ids.add(id)) {
                section.problem("id", "is used by another PBX", "give each PBX a number of its own");
            }
            if (!name.isEmpty() && !names.add(name)) {
                section.problem("name", "is used by another PBX", "give each PBX a name of its own");
            }
            ServerConfig.Recordings recordings = recordings(section);
            Optional<ServerConfig.AmiUser> standby = standby(section, user);
            String codec = section.text("trunk_codec", LinkSettings.DEFAULT_TRUNK_CODEC, CODEC);
            section.done();
            pbxs.add(new ServerConfig.Pbx(
                    id, name, host, port, user, secret == null ? Secret.of("") : secret, recordings, codec, standby));
        }
        return pbxs;
    }

    private Optional<ServerConfig.AmiUser> standby(Section pbx, String user) {
        String key = "standby_user";
        if (!pbx.has(key)) {
            if (pbx.has("standby_secret") || pbx.has("standby_secret_file") || pbx.has("standby_secret_env")) {
                pbx.missing(key, "give the section of manager.conf it belongs to, for example usher-standby");
            }
            return Optional.empty();
        }
        String name = pbx.text(
                key,
                TextRule.matching(
                        "[^\\s\\[\\]\\p{Cntrl}]{1,80}",
                        "is not the name of a section of manager.conf",
                        "for example standby_user = \"usher-standby\""));
        if (name.equals(user)) {
            pbx.problem(key, "is the user that only one may log in as", "give it a section of its own");
        }
        Secret secret = secrets.read(pbx, "standby_secret", true);
        return Optional.of(new ServerConfig.AmiUser(name, secret == null ? Secret.of("") : secret));
    }

    private static ServerConfig.Lease lease(Section section) {
        String name = section.text(
                "name", hostName(), TextRule.line(80, "say which Usher this is, for example name = \"left\""));
        long lengthMs = section.durationMs("length", 5_000, 2_000, 60_000);
        section.done();
        return new ServerConfig.Lease(name, lengthMs);
    }

    private static DeskSettings desk(Section section) {
        String template = section.text(
                "crm_link", "", TextRule.line(2_000, "for example \"https://crm.example.org/find?number={number}\""));
        Optional<String> wrong = template.isEmpty() ? Optional.empty() : CrmLink.problem(template);
        wrong.ifPresent(what -> section.problem(
                "crm_link", what, "give an address such as \"https://crm.example.org/find?number={number}\""));
        long awayAfterMs = section.durationMs("away_after", DeskSettings.DEFAULT.awayAfterMs(), 2_000, 10 * 60_000);
        section.done();
        return new DeskSettings(
                template.isEmpty() || wrong.isPresent() ? CrmLink.NONE : CrmLink.of(template), awayAfterMs);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "usher";
        }
    }

    private static final TextRule CODEC = TextRule.matching(
            "[a-z0-9]{2,16}", "is not the name of a codec", "give one by Asterisk's name, for example \"alaw\"");

    private ServerConfig.Recordings recordings(Section pbx) {
        Optional<Path> directory = Optional.empty();
        if (pbx.has("recordings_directory")) {
            String given = pbx.text(
                    "recordings_directory",
                    new TextRule(SecretKeys::isPath, "is not a path", "give a directory, or leave it out"));
            if (!given.isEmpty()) {
                directory = Optional.of(path.resolveSibling(given));
            }
        }
        return new ServerConfig.Recordings(directory, pbx.durationMs("recording_pause_limit", 0, 0, 86_400_000));
    }

    private ServerConfig.Database database(Section section) {
        TextRule urlRule = TextRule.matching(
                "jdbc:mariadb://.+",
                "is not the address of a MariaDB",
                "for example url = \"jdbc:mariadb://127.0.0.1:3306/usher\"");
        boolean given = section.has("url");
        if (!given
                && (section.has("user")
                        || section.has("password")
                        || section.has("password_file")
                        || section.has("password_env"))) {
            section.missing(
                    "url",
                    "give the address of the MariaDB, or leave out user and password to let Usher run one of its own");
        }
        String url = given ? section.text("url", urlRule) : "";
        String user = section.text("user", "", TextRule.line(80, "for example user = \"usher\""));
        Secret password = secrets.read(section, "password", given);
        section.done();
        return given ? new ServerConfig.Database(url, user, password) : new ServerConfig.Database(null, null, null);
    }

    private static ServerConfig.Simulation simulation(Section section) {
        boolean enabled = section.flag("enabled", false);
        int callsPerMinute = section.number("calls_per_minute", 0, 0, 6_000);
        int seed = section.number("seed", 1, 0, Integer.MAX_VALUE);
        String desk = section.text("desk", "", TextRule.line(40, "name an agent of the centre, for example \"hugo\""));
        section.done();
        return new ServerConfig.Simulation(enabled, callsPerMinute, seed, desk);
    }

    private static LogSettings log(Section section) {
        LogSettings usual = LogSettings.DEFAULT;
        int segment = section.number("file_megabytes", (int) (usual.segmentBytes() >> 20), 1, 1_024);
        int held = section.number("held_megabytes", usual.heldBytes() >> 20, 1, 1_024);
        int all = section.number("max_megabytes", (int) (usual.maxBytes() >> 20), 16, 16 << 20);
        long keepMs = section.durationMs("keep", usual.keepMs(), 26 * HOUR_MS, 53 * WEEK_MS);
        long everyMs = section.durationMs("snapshot_every", usual.snapshotEveryMs(), MINUTE_MS / 6, 24 * HOUR_MS);
        section.done();
        return new LogSettings(
                (long) segment << 20,
                held << 20,
                usual.sealEvery(),
                (long) all << 20,
                keepMs,
                usual.snapshotEvery(),
                everyMs);
    }

    private static ServerConfig.Estimate estimate(Section section) {
        String key = "wait_model_every";
        long everyMs = section.durationOrMs(key, "off", HOUR_MS, WEEK_MS);
        if (everyMs >= 0 && everyMs < MINUTE_MS) {
            section.problem(key, "is too often", "give a time from 1m to 168h, for example " + key + " = \"1h\"");
        }
        section.done();
        return new ServerConfig.Estimate(everyMs);
    }
}
