package org.usher.telephony.ami;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From the banner to an accepted version. The secret itself never goes over the wire and is never logged: the login answers a challenge.
 */
final class Login {
    /** "22.10.1", "certified/20.7-cert2", "20.7-cert2", "GIT-22-6d8f2e1". */
    private static final Pattern MAJOR = Pattern.compile("^(?:[A-Za-z]+[-/])?(\\d{1,3})(?:[.\\-].*)?$");

    private final LinkSettings settings;
    private final Requests requests;
    private final Consumer<Result> end;

    sealed interface Result {
        record Welcome(String version) implements Result {}

        /** {@code soon}: it may end by itself, so that asking again soon is of use. */
        record Refused(String why, boolean soon) implements Result {}

        record Failed(String why) implements Result {}
    }

    Login(LinkSettings settings, Requests requests, Consumer<Result> end) {
        this.settings = settings;
        this.requests = requests;
        this.end = end;
    }

    void onBanner(String banner) {
        if (!banner.startsWith("Asterisk Call Manager/")) {
            end.accept(new Result.Refused(
                    "what listens on " + settings.host() + ":" + settings.port()
                            + " is not Asterisk's AMI; check host and port",
                    false));
            return;
        }
        ask(ManagerActions.challenge(), response -> {
            String answer = settings.secret().answerTo(response.get("Challenge"));
            ask(ManagerActions.login(settings.user(), answer), accepted -> askVersion());
        });
    }

    private void askVersion() {
        ask(ManagerActions.coreSettings(), response -> {
            String version = response.get("AsteriskVersion");
            String problem = problemOf(version);
            end.accept(problem.isEmpty() ? new Result.Welcome(version) : new Result.Refused(problem, false));
        });
    }

    /** Why Usher does not work with this version of Asterisk, or the empty string. */
    static String problemOf(String version) {
        Matcher matcher = MAJOR.matcher(version);
        int major = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        return major == 20 || major == 22
                ? ""
                : "Asterisk \"" + version + "\" is not supported; Usher works with Asterisk 20 and 22";
    }

    private interface Next {
        void on(AmiMessage response);
    }

    private void ask(org.asteriskjava.manager.action.ManagerAction action, Next next) {
        requests.send(action, settings.timings().connectTimeoutMs(), reply -> {
            switch (reply) {
                case Reply.Success success -> next.on(success.response());
                case Reply.Refused refused -> end.accept(refusal(action.getAction(), refused.message()));
                case Reply.TimedOut t -> end.accept(new Result.Failed(action.getAction() + ": " + t.reason()));
                case Reply.Lost lost -> {} // the connection's end says so itself
            }
        });
    }

    private Result refusal(String action, String message) {
        String user = "AMI user \"" + settings.user() + "\"";
        if (action.equals("Login") && message.contains("Already In Use")) {
            // our own last session whose end Asterisk has not noticed, or another Usher
            return new Result.Refused(
                    user + " is logged in already: another Usher works on this Asterisk, or Asterisk has not"
                            + " noticed yet that our last session is over"
                            + (settings.standby() == null
                                    ? "; with standby_user in usher.toml Usher would end that session itself"
                                    : ""),
                    true);
        }
        return switch (action) {
            case "Login" ->
                new Result.Refused(
                        "Asterisk refused the login of " + user + ": " + message
                                + "; check user, secret and permit in manager.conf",
                        false);
            case "CoreSettings" ->
                new Result.Refused(
                        user + " may not ask for CoreSettings: " + message
                                + "; give it write = call,reporting in manager.conf",
                        false);
            default -> new Result.Failed(action + ": " + message);
        };
    }
}
