package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shipped AMI user may do on the real Asterisk, and what not. */
final class AmiRightsIT extends DialplanCase {

    private void refused(String action, String... headers) {
        AmiPacket answer = ami.action(action, headers);
        assertThat(answer.get("Response")).as("%s: %s", action, answer).isEqualTo("Error");
        assertThat(answer.get("Message")).as(action).isEqualTo("Permission denied");
    }

    @Test
    void shouldRefuseCommandLineFilesAndApplications() {
        refused("Command", "Command", "core show version");
        refused("GetConfig", "Filename", "manager.conf");
        refused("GetConfigJSON", "Filename", "manager.conf");
        refused("ListCategories", "Filename", "manager.conf");
        refused("CreateConfig", "Filename", "made-by-usher.conf");
        refused("UpdateConfig", "SrcFilename", "manager.conf", "DstFilename", "manager.conf");
        refused("ModuleLoad", "Module", "app_echo", "LoadType", "load");
        refused("Reload");
        refused(
                "DialplanExtensionAdd",
                "Context",
                "operator",
                "Extension",
                "x",
                "Priority",
                "1",
                "Application",
                "System");
        refused("MixMonitor", "Channel", "x", "File", "y.wav", "Command", "id");
        refused("DBPut", "Family", "a", "Key", "b", "Val", "c");
        refused("QueueAdd", "Queue", "overflow", "Interface", "PJSIP/alice");
    }

    /** Usher learns so, and tells the agent: the guide says what else the right for it brings. */
    @Test
    void shouldTellNoPhoneToPickUpAndSaySo() {
        refused("PJSIPNotify", "Channel", "PJSIP/alice-00000001", "Variable", "Event=talk");
        assertThat(ami.action("ListCommands").headers()).containsKey("Redirect").doesNotContainKey("PJSIPNotify");
    }

    /** It may call phones, and so bring a call into the dialplan; not have Asterisk run programs. */
    @Test
    void shouldRefuseOriginateOfApplicationsThatReachBeyondAsterisk() {
        for (String application : new String[] {"System", "TrySystem", "EAGI", "AGI", "MixMonitor"}) {
            AmiPacket answer = ami.action(
                    "Originate",
                    "Channel",
                    "Local/s@operator",
                    "Application",
                    application,
                    "Data",
                    "touch /tmp/x",
                    "Async",
                    "true");
            assertThat(answer.get("Response")).as("%s: %s", application, answer).isEqualTo("Error");
            assertThat(answer.get("Message")).as(application).startsWith("Originate Access Forbidden");
        }
    }

    @Test
    void shouldNotReachFilesOrShellThroughVariables(@TempDir Path directory) throws Exception {
        Path victim = directory.resolve("secret");
        Files.writeString(victim, "secret text");
        Path made = directory.resolve("made");
        for (String function : new String[] {"FILE(" + victim + ")", "SHELL(cat " + victim + ")"}) {
            AmiPacket answer = ami.action("Getvar", "Variable", function);
            assertThat(answer.get("Value")).as(function).isEmpty();
        }
        ami.action("Setvar", "Variable", "FILE(" + made + ")", "Value", "x");
        ami.action("Setvar", "Variable", "SHELL(touch " + made + ")", "Value", "x");
        assertThat(made).doesNotExist();
        assertThat(victim).hasContent("secret text");
    }

    /** Not wished for: Asterisk has no right that tells this from an ordinary variable. The guide says so. */
    @Test
    void shouldStillReadEnvironmentThroughVariables() {
        assertThat(ami.action("Getvar", "Variable", "ENV(PATH)").get("Value")).isNotEmpty();
    }

    @Test
    void shouldNotReachDatabaseThroughVariables() {
        ami.action("Setvar", "Variable", "DB(usher/test)", "Value", "x");
        assertThat(ami.action("Getvar", "Variable", "DB(usher/test)").get("Value"))
                .isEmpty();
        assertThat(asterisk.cli("database showkey usher/test")).contains("0 results");
    }

    @Test
    void shouldAllowWhatUsherNeeds() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.set(channel, "USHER_CONTACT", "99");
            assertThat(ami.action("Ping").get("Ping")).isEqualTo("Pong");
            assertThat(ami.list("CoreShowChannels"))
                    .anyMatch(p -> p.is("Channel", channel)
                            && p.is("Context", "usher-wait")
                            && p.is("Application", "WaitExten"));
            assertThat(ami.list("Status", "Variables", "USHER_CONTACT,USHER_ENQUEUED", "AllVariables", "false"))
                    .anyMatch(p -> p.is("Channel", channel)
                            && p.headers()
                                    .getOrDefault("Variable", java.util.List.of())
                                    .contains("USHER_CONTACT=99"));
            assertThat(ami.list("DeviceStateList")).anyMatch(p -> p.is("Device", "PJSIP/" + alice.name()));
            assertThat(ami.action("CoreSettings").get("AsteriskVersion")).startsWith("22.");
            router.hangUp(channel);
            ami.awaitEvent("Hangup", p -> p.is("Channel", channel));
            assertThat(caller.endedWell()).isTrue();
        }
    }

    @Test
    void shouldRefuseSecondServerWhileFirstIsThere() {
        assertThatThrownBy(asterisk::usherAmi).hasMessageContaining("Login Already In Use");
    }
}
