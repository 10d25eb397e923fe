package org.usher.telephony.ami;

import org.asteriskjava.manager.action.AbstractManagerAction;
import org.asteriskjava.manager.action.ChallengeAction;
import org.asteriskjava.manager.action.CoreSettingsAction;
import org.asteriskjava.manager.action.GetVarAction;
import org.asteriskjava.manager.action.HangupAction;
import org.asteriskjava.manager.action.ListCommandsAction;
import org.asteriskjava.manager.action.LoginAction;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.PingAction;
import org.asteriskjava.manager.action.RedirectAction;
import org.asteriskjava.manager.action.SetVarAction;
import org.asteriskjava.manager.action.StatusAction;
import org.jspecify.annotations.Nullable;

/**
 * The actions Usher uses, all of them. Asterisk-Java writes values as they are, so whatever could end a header line and begin another
 * is taken out here: a queue's title must not become an AMI action.
 */
final class ManagerActions {
    private ManagerActions() {}

    static ManagerAction challenge() {
        return new ChallengeAction("MD5");
    }

    static ManagerAction login(String user, String answer) {
        return new LoginAction(clean(user), "MD5", answer);
    }

    static ManagerAction coreSettings() {
        return new CoreSettingsAction();
    }

    static ManagerAction ping() {
        return new PingAction();
    }

    static ManagerAction setGlobal(String variable, String value) {
        return new SetVarAction(clean(variable), clean(value));
    }

    static ManagerAction getGlobal(String variable) {
        return new GetVarAction(clean(variable));
    }

    /** The time of Asterisk's clock, epoch ms. */
    static ManagerAction clock() {
        return new GetVarAction("STRFTIME(,UTC,%s%3q)");
    }

    /** A variable that channels share with this one (SHARED in func_global.c). */
    static ManagerAction getShared(String channel, String variable) {
        return new GetVarAction("SHARED(" + clean(variable) + "," + clean(channel) + ")");
    }

    static ManagerAction setVariable(String channel, String variable, String value) {
        return new SetVarAction(clean(channel), clean(variable), clean(value));
    }

    static ManagerAction getVariable(String channel, String variable) {
        return new GetVarAction(clean(channel), clean(variable));
    }

    static ManagerAction redirect(String channel, String context, String extension) {
        return new RedirectAction(clean(channel), context, extension, 1);
    }

    /** Every channel with these of its variables. */
    static ManagerAction status(String variables) {
        StatusAction action = new StatusAction();
        action.setVariables(variables);
        return action;
    }

    static ManagerAction deviceStates() {
        return new DeviceStateListAction();
    }

    /** As if the phone of this channel had sent the key. */
    static ManagerAction receiveKey(String channel, char key) {
        return new ReceiveKeyAction(clean(channel), key);
    }

    /** @param cause Q.850 */
    static ManagerAction hangUp(String channel, int cause) {
        return new HangupAction(clean(channel), cause);
    }

    /** Whoever shares a bridge with this channel goes to that extension, and the channel is hung up. */
    static ManagerAction blindTransfer(String channel, String context, String extension) {
        return new TransferAction("BlindTransfer", clean(channel), context, extension);
    }

    /** Presses the keys of an attended transfer to that extension, digits, on this channel; it does nothing unless these keys work there. */
    static ManagerAction consult(String channel, String context, String extension) {
        return new TransferAction("Atxfer", clean(channel), context, extension);
    }

    /** Presses the keys that end an attended transfer on this channel. */
    static ManagerAction cancelConsult(String channel) {
        return new CancelConsultAction(clean(channel));
    }

    /** The header lines say which actions this user may give. */
    static ManagerAction listCommands() {
        return new ListCommandsAction();
    }

    /**
     * Tells the phone of this channel, in the dialogue of its call, to pick up: BroadSoft's event package "talk", which many phones know
     * beside those of BroadSoft's customers. {@code Subscription-State} is a header that every NOTIFY has (RFC 6665, 8.2.1).
     */
    static ManagerAction tellToAnswer(String channel) {
        return new NotifyAction(clean(channel), "Event=talk,Subscription-State=active");
    }

    private static String clean(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return value.replaceAll("\\p{Cntrl}", " ");
            }
        }
        return value;
    }

    /** PJSIPNotify within a call. Asterisk-Java's own writes variables each in its way for each version. */
    public static final class NotifyAction extends AbstractManagerAction {
        private final String channel;
        private final String headers;

        NotifyAction(String channel, String headers) {
            this.channel = channel;
            this.headers = headers;
        }

        @Override
        public String getAction() {
            return "PJSIPNotify";
        }

        public String getChannel() {
            return channel;
        }

        public String getVariable() {
            return headers;
        }
    }

    /** Missing in Asterisk-Java 3.42.2. Public because the encoder reads its properties by reflection. */
    public static final class DeviceStateListAction extends AbstractManagerAction {
        @Override
        public String getAction() {
            return "DeviceStateList";
        }
    }

    /** BlindTransfer or Atxfer; Asterisk-Java 3.42.2 knows the second only, and without the context. */
    public static final class TransferAction extends AbstractManagerAction {
        private final String action;
        private final String channel;
        private final String context;
        private final String exten;

        TransferAction(String action, String channel, String context, String exten) {
            this.action = action;
            this.channel = channel;
            this.context = context;
            this.exten = exten;
        }

        @Override
        public String getAction() {
            return action;
        }

        public String getChannel() {
            return channel;
        }

        public String getContext() {
            return context;
        }

        public String getExten() {
            return exten;
        }
    }

    /** Missing in Asterisk-Java 3.42.2. */
    public static final class CancelConsultAction extends AbstractManagerAction {
        private final String channel;

        CancelConsultAction(String channel) {
            this.channel = channel;
        }

        @Override
        public String getAction() {
            return "CancelAtxfer";
        }

        public String getChannel() {
            return channel;
        }
    }

    /** PlayDTMF, whose header Receive Asterisk-Java 3.42.2 does not know. */
    public static final class ReceiveKeyAction extends AbstractManagerAction {
        private final String channel;
        private final char key;

        ReceiveKeyAction(String channel, char key) {
            this.channel = channel;
            this.key = key;
        }

        @Override
        public String getAction() {
            return "PlayDTMF";
        }

        public String getChannel() {
            return channel;
        }

        public String getDigit() {
            return String.valueOf(key);
        }

        public String getReceive() {
            return "true";
        }
    }

    /**
     * Originate of one phone under a channel id of ours, which goes to an extension of the dialplan when it picks up. Asterisk-Java's own
     * writes variables each in its way for each version.
     */
    public static final class CallPhoneAction extends AbstractManagerAction {
        private final String phone;
        private final String channelId;
        private final String context;
        private final String extension;
        private final String display;
        private String number = "usher";
        private @Nullable String codec;
        private final int ringMs;
        private final StringBuilder variables = new StringBuilder();

        /** @param place context and extension, {@code /} between them */
        CallPhoneAction(String phone, String channelId, String place, String display, int ringMs) {
            this.phone = clean(phone);
            this.channelId = clean(channelId);
            this.context = place.substring(0, place.indexOf('/'));
            this.extension = place.substring(place.indexOf('/') + 1);
            this.display = clean(display).replaceAll("[\"<>]", " ");
            this.ringMs = ringMs;
        }

        /** Whose call the phone shows. */
        CallPhoneAction from(String caller) {
            number = caller;
            return this;
        }

        /** The only one that its channel speaks; without, a Local channel speaks signed linear. */
        CallPhoneAction in(String onlyCodec) {
            codec = clean(onlyCodec);
            return this;
        }

        /** For its channel. */
        CallPhoneAction with(String variable, String value) {
            variables
                    .append(variables.isEmpty() ? "" : ",")
                    .append(variable)
                    .append('=')
                    // a comma would begin another variable (AST_STANDARD_APP_ARGS in app.h)
                    .append(clean(value).replace("\\", "\\\\").replace(",", "\\,"));
            return this;
        }

        @Override
        public String getAction() {
            return "Originate";
        }

        public String getChannel() {
            return phone;
        }

        public String getChannelId() {
            return channelId;
        }

        public String getContext() {
            return context;
        }

        public String getExten() {
            return extension;
        }

        public String getPriority() {
            return "1";
        }

        public String getTimeout() {
            return String.valueOf(ringMs);
        }

        public String getCallerId() {
            return '"' + display + "\" <" + number + '>';
        }

        public String getAsync() {
            return "true";
        }

        /** Null leaves the line out. */
        public @Nullable String getCodecs() {
            return codec;
        }

        public String getVariable() {
            return variables.toString();
        }
    }
}
