package org.usher.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.usher.server.tls.TlsFiles;
import org.usher.server.tls.TlsPair;

/** Reads {@code [http]}: where the server listens, and how it is kept private what goes over the wire. */
final class HttpKeys {
    private final Path path;
    private final boolean served;

    /**
     * @param path of the file that is read
     * @param served whether certificate and key are to be used, and not only to be known of
     */
    HttpKeys(Path path, boolean served) {
        this.path = path;
        this.served = served;
    }

    ServerConfig.Http read(Section section) {
        InetAddress address = listen(section);
        int port = section.number("port", 8080, 0, 65_535);
        TextRule nameRule = TextRule.matching(
                "[a-z0-9.-]{1,253}|\\[[0-9a-f:]+\\]",
                "is not the name of a host",
                "give it in small letters and without port, for example \"usher.example.org\"");
        Set<String> names = section.texts("host_names", nameRule).stream()
                .map(Section.Item::text)
                .collect(Collectors.toSet());
        boolean given = section.has("tls");
        Optional<TlsFiles> tls = given ? tls(section.table("tls")) : Optional.empty();
        boolean tlsInFront = section.flag("tls_in_front", false);
        if (tlsInFront && given) {
            section.problem(
                    "tls_in_front",
                    "is given besides [http.tls]",
                    "leave out one: either a proxy speaks TLS with browsers, or Usher does");
        }
        boolean plain = section.flag("allow_plain", false);
        if (!address.isLoopbackAddress() && !given && !tlsInFront && !plain) {
            section.problem(
                    "listen",
                    "can be reached from other machines, and without TLS passwords and tokens can be read on the way",
                    "give [http.tls], or tls_in_front = true if a proxy speaks TLS, or allow_plain = true if that is meant");
        }
        Set<InetAddress> proxies = proxies(section);
        section.done();
        return new ServerConfig.Http(address, port, names, tls, tlsInFront, proxies);
    }

    private static InetAddress listen(Section section) {
        String listen = section.text(
                "listen", "127.0.0.1", TextRule.line(255, "give an address of this machine, for example 127.0.0.1"));
        boolean beyond = section.flag("beyond_loopback", false);
        try {
            InetAddress address = InetAddress.getByName(listen);
            if (address.isLoopbackAddress() || beyond) {
                return address;
            }
            section.problem(
                    "listen",
                    "can be reached from other machines",
                    "add beyond_loopback = true if that is meant, and give [http.tls]; else use 127.0.0.1");
        } catch (UnknownHostException e) {
            section.problem("listen", "is no address", "give an address of this machine, for example 127.0.0.1");
        }
        return InetAddress.getLoopbackAddress();
    }

    private Optional<TlsFiles> tls(Section section) {
        TextRule rule = new TextRule(SecretKeys::isPath, "is not a path", "give a PEM file, for example \"usher.pem\"");
        String certificate = section.text("certificate", rule);
        String key = section.text("key", rule);
        section.done();
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        TlsFiles files = new TlsFiles(path.resolveSibling(certificate), path.resolveSibling(key));
        if (served && TlsPair.read(files) instanceof TlsPair.Broken broken) {
            section.problem(
                    broken.file().equals(files.key()) ? "key" : "certificate",
                    broken.why(),
                    "give a certificate and the key that belongs to it, as PEM");
        }
        return Optional.of(files);
    }

    private static Set<InetAddress> proxies(Section section) {
        TextRule rule = TextRule.matching(
                "[0-9.]{7,15}|[0-9a-f:.]{2,45}", "is not an address", "give its IP address, for example \"127.0.0.1\"");
        Set<InetAddress> proxies = new HashSet<>();
        for (Section.Item item : section.texts("proxies", rule)) {
            try {
                proxies.add(InetAddress.ofLiteral(item.text()));
            } catch (IllegalArgumentException e) {
                section.problem(item, rule.wrong(), rule.fix());
            }
        }
        return proxies;
    }
}
