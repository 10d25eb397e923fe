package org.usher.telephony.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Writes the configuration of one test Asterisk: an operator's plain installation that includes Usher's shipped files just as their guide
 * says, copied letter by letter but for what a test asks to be changed.
 */
record AsteriskConf(
        AsteriskTree tree,
        Path home,
        Path sockets,
        int amiPort,
        int sipPort,
        int rtpStart,
        List<String> agents,
        int deadAfterSeconds,
        String dialplan,
        List<RigBox> boxes,
        Map<String, UnaryOperator<String>> edits) {

    static final String RIG_SECRET = "rig";

    Path etc() {
        return home.resolve("etc");
    }

    void write() throws IOException {
        for (String directory :
                List.of("etc", "log/cdr-csv", "spool/monitor", "spool/tmp", "spool/outgoing", "lib/keys")) {
            Files.createDirectories(home.resolve(directory));
        }
        try (Stream<Path> shipped = Files.list(ProjectFiles.shippedAsteriskConf())) {
            for (Path file : shipped.filter(f -> f.toString().endsWith(".conf")).toList()) {
                file(file.getFileName().toString(), Files.readString(file));
            }
        }
        data();
        core();
        file("manager.conf", """
                [general]
                enabled = yes
                port = %d
                bindaddr = 127.0.0.1
                #include manager-usher.conf
                [rig]
                secret = %s
                deny = 0.0.0.0/0.0.0.0
                permit = 127.0.0.1/255.255.255.255
                read = all
                write = all
                writetimeout = 5000
                """.formatted(amiPort, RIG_SECRET));
        file("cli.conf", "#include cli-usher.conf\n");
        file(
                "extensions.conf",
                "[globals]\nUSHER_DEAD_AFTER=" + deadAfterSeconds + "\n#include extensions-usher.conf\n"
                        + ProjectFiles.resource("operator-extensions.conf") + dialplan);
        StringBuilder pjsip = new StringBuilder(
                ProjectFiles.resource("operator-pjsip.conf").replace("@SIP_PORT@", String.valueOf(sipPort)));
        for (String agent : agents) {
            pjsip.append("""
                    [%1$s](usher-phone)
                    auth = %1$s
                    aors = %1$s
                    ; the REGISTER comes from another port than the phone's
                    rewrite_contact = no
                    [%1$s]
                    type = auth
                    username = %1$s
                    password = %1$s
                    [%1$s](usher-phone-aor)
                    """.formatted(agent));
        }
        if (!boxes.isEmpty()) {
            pjsip.append(boxes.getFirst().transport());
            boxes.stream().skip(1).forEach(other -> pjsip.append(other.trunk()));
        }
        file("pjsip.conf", pjsip.toString());
    }

    /** Of this Asterisk alone, so that an operator's sounds can be put there. */
    Path sounds() {
        return home.resolve("data/sounds");
    }

    /** Asterisk's data as installed. */
    private void data() throws IOException {
        Files.createDirectories(sounds());
        link(tree.data(), home.resolve("data"));
        link(tree.data().resolve("sounds"), sounds());
    }

    private static void link(Path installed, Path own) throws IOException {
        try (Stream<Path> all = Files.list(installed)) {
            for (Path one : all.toList()) {
                Path link = own.resolve(one.getFileName());
                if (!Files.exists(link)) {
                    Files.createSymbolicLink(link, one);
                }
            }
        }
    }

    private void core() throws IOException {
        file("asterisk.conf", """
                [directories]
                astetcdir => %1$s/etc
                astmoddir => %2$s
                astvarlibdir => %1$s/lib
                astdbdir => %1$s/lib
                astkeydir => %1$s/lib
                astdatadir => %1$s/data
                astagidir => %1$s/lib
                astspooldir => %1$s/spool
                astrundir => %3$s
                astlogdir => %1$s/log
                [options]
                defaultlanguage = en_US_f_Allison
                nocolor = yes
                hideconnect = yes
                live_dangerously = no
                """.formatted(home, tree.modules(), sockets));
        StringBuilder modules = new StringBuilder("[modules]\nautoload = no\npreload = res_sorcery_config.so\n");
        ProjectFiles.resource("modules.list")
                .lines()
                .forEach(m -> modules.append("load = ").append(m).append(".so\n"));
        file("modules.conf", modules.toString());
        file("logger.conf", "[general]\ndateformat = %F %T.%3q\n[logfiles]\nmessages => notice,warning,error\n");
        file(
                "rtp.conf",
                "[general]\nrtpstart = %d\nrtpend = %d\n".formatted(rtpStart, rtpStart + RealAsterisk.AUDIO_PORTS - 1));
        file(
                "musiconhold.conf",
                "[default]\nmode = files\ndirectory = " + tree.data().resolve("moh") + "\n");
        file("features.conf", "[general]\n[featuremap]\n[applicationmap]\n#include features-usher.conf\n");
        file("amd.conf", "[general]\n"); // app_amd does not load without it
        file("queues.conf", "[general]\n[overflow]\nmusicclass = default\njoinempty = yes\n");
        file("cdr.conf", "[general]\nenable = yes\nunanswered = yes\n[csv]\nloguniqueid = yes\n");
        file("indications.conf", """
                [general]
                country = us
                [us]
                description = United States
                ringcadence = 2000,4000
                dial = 350+440
                busy = 480+620/500,0/500
                ring = 440+480/2000,0/4000
                congestion = 480+620/250,0/250
                """);
        // modules that complain when their file is missing, and need nothing in it
        for (String empty : List.of(
                "udptl",
                "ccss",
                "codecs",
                "acl",
                "cel",
                "res_parking",
                "queuerules",
                "pjproject",
                "pjsip_notify",
                "http",
                "sorcery",
                "stasis")) {
            file(empty + ".conf", "");
        }
    }

    private void file(String name, String text) throws IOException {
        UnaryOperator<String> edit = edits.getOrDefault(name, UnaryOperator.identity());
        Files.writeString(etc().resolve(name), edit.apply(text));
    }
}
