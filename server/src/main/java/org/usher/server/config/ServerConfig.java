package org.usher.server.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.server.agent.DeskSettings;
import org.usher.server.call.Numbers;
import org.usher.server.callback.CallbackTerms;
import org.usher.server.chat.ChatSettings;
import org.usher.server.customer.CustomerSettings;
import org.usher.server.engine.LogSettings;
import org.usher.server.mail.MailSettings;
import org.usher.server.openid.OpenIdSettings;
import org.usher.server.people.SessionTerms;
import org.usher.server.security.Limits;
import org.usher.server.security.Secret;
import org.usher.server.security.TokenGate.Token;
import org.usher.server.security.TokenRole;
import org.usher.server.sms.TextMessageSettings;
import org.usher.server.tls.TlsFiles;
import org.usher.server.webhook.WebhookSettings;
import org.usher.telephony.ami.LinkSettings;

/**
 * The wiring, as {@code usher.toml} gives it.
 *
 * @param customers how who calls is found out
 * @param deskNumbers that agents may call from their desks
 * @param overflowNumbers outside, to which queues may send callers whom they do not serve
 * @param callbacks whom we call back
 * @param chats who may chat
 * @param mail by whom mails are sent; none: no mails
 * @param textMessages by which gateway text messages are sent; none: no text messages
 * @param webhooks to whom events are sent
 */
public record ServerConfig(
        Http http,
        Path dataDirectory,
        List<Pbx> pbxs,
        Database database,
        Security security,
        Simulation simulation,
        Estimate estimate,
        LogSettings log,
        Lease lease,
        DeskSettings desk,
        CustomerSettings customers,
        Numbers deskNumbers,
        Numbers overflowNumbers,
        CallbackTerms callbacks,
        ChatSettings chats,
        Optional<MailSettings> mail,
        Optional<TextMessageSettings> textMessages,
        List<WebhookSettings> webhooks) {

    public ServerConfig {
        pbxs = List.copyOf(pbxs);
        webhooks = List.copyOf(webhooks);
    }

    /**
     * The HTTP server.
     *
     * @param port 0 for any free one
     * @param hostNames under which browsers may address it; none for the usual ones
     * @param tls that we speak ourselves, with this certificate
     * @param tlsInFront browsers reach it over TLS, by a proxy
     * @param proxies whose word is taken for where a request comes from
     */
    public record Http(
            InetAddress listen,
            int port,
            Set<String> hostNames,
            Optional<TlsFiles> tls,
            boolean tlsInFront,
            Set<InetAddress> proxies) {
        public Http {
            hostNames = Set.copyOf(hostNames);
            proxies = Set.copyOf(proxies);
        }

        /** Where a page is to be found; if it is at all addresses of this machine, at that which is only its own. */
        public String address(int boundPort) {
            InetAddress one = listen.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : listen;
            String host = one.getHostAddress();
            return (tls.isPresent() ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                    + boundPort + "/";
        }
    }

    /**
     * One Asterisk.
     *
     * @param id its number, from 1; part of the identity of its calls, so it must never change
     * @param name for people
     * @param standby none: it can not be looked at while another works on it
     */
    public record Pbx(
            int id,
            String name,
            String host,
            int port,
            String user,
            Secret secret,
            Recordings recordings,
            String trunkCodec,
            Optional<AmiUser> standby) {
        /** One that records in vain. */
        public Pbx(int id, String name, String host, int port, String user, Secret secret) {
            this(
                    id,
                    name,
                    host,
                    port,
                    user,
                    secret,
                    Recordings.NONE,
                    LinkSettings.DEFAULT_TRUNK_CODEC,
                    Optional.empty());
        }
    }

    /** A section of manager.conf, by which one that stands by looks at the PBX and sends out the server it replaces. */
    public record AmiUser(String name, Secret secret) {}

    /**
     * What a PBX records.
     *
     * @param directory Asterisk's monitor directory as this machine can read it
     * @param pauseLimitMs after such a pause a recording goes on by itself, 0 for never
     */
    public record Recordings(Optional<Path> directory, long pauseLimitMs) {
        public static final Recordings NONE = new Recordings(Optional.empty(), 0);
    }

    /** Where history goes; without a {@code url}, a MariaDB of our own under the data directory. */
    public record Database(
            @Nullable String url,
            @Nullable String user,
            @Nullable Secret password) {}

    /**
     * Who may do what.
     *
     * @param anonymousRole what a request without a token may do
     * @param auditKeepMs older entries of the audit log are deleted
     * @param openId none: people log in by password only
     */
    public record Security(
            TokenRole anonymousRole,
            List<Token> tokens,
            SessionTerms sessions,
            Limits limits,
            long auditKeepMs,
            Optional<OpenIdSettings> openId) {
        public Security {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * A PBX in memory with callers and agents, in place of the configured ones.
     *
     * @param callsPerMinute 0 for as many as keep the agents busy
     * @param desk name of the agent who is left to a person at the desk, "" for none
     */
    public record Simulation(boolean enabled, int callsPerMinute, long seed, String desk) {}

    /**
     * What is learnt of waits.
     *
     * @param waitModelEveryMs how often the engine is given a model of what was learnt, −1 for never
     */
    public record Estimate(long waitModelEveryMs) {}

    /**
     * What decides which of several Ushers on one database routes.
     *
     * @param name of this one, for people
     * @param lengthMs how long it lasts unless it is renewed; also how long a heartbeat must have stood still to count as ended
     */
    public record Lease(String name, long lengthMs) {}

    /** The same, but for where its data is. */
    public ServerConfig withDataDirectory(Path directory) {
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

    /** The same, with the simulation on. */
    public ServerConfig simulated() {
        return new ServerConfig(
                http,
                dataDirectory,
                pbxs,
                database,
                security,
                new Simulation(true, simulation.callsPerMinute, simulation.seed, simulation.desk),
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
}
