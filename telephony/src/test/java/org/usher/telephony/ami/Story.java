package org.usher.telephony.ami;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.TalkId;

/** What a mapper makes of messages, as short lines that can be compared and read: calls are c1, c2, … in the order of their coming. */
final class Story implements MapperOutput {
    final List<String> lines = new ArrayList<>();
    final List<String> doubts = new ArrayList<>();
    final List<String> complaints = new ArrayList<>();
    private final Map<Long, String> calls = new LinkedHashMap<>();
    private final Map<Long, String> talks = new LinkedHashMap<>();
    private final LedgerPart ledger = new CallLedger().part(Centre.PBX);
    private final CallMapper mapper;

    Story(Configuration configuration) {
        Names names = Names.of(configuration);
        mapper = new CallMapper(ledger, () -> names, this);
    }

    static Story of(Configuration configuration, List<AmiMessage> messages) {
        Story story = new Story(configuration);
        messages.forEach(story.mapper::map);
        return story;
    }

    Story tell(String... messages) {
        for (String message : messages) {
            List<String> headers = new ArrayList<>();
            for (String line : message.strip().lines().toList()) {
                int colon = line.indexOf(':');
                headers.add(line.substring(0, colon));
                headers.add(line.substring(colon + 1).strip());
            }
            mapper.map(AmiMessage.of(headers.toArray(String[]::new)));
        }
        return this;
    }

    CallMapper mapper() {
        return mapper;
    }

    LedgerPart ledger() {
        return ledger;
    }

    @Override
    public void command(Command command) {
        lines.add(
                switch (command) {
                    case Command.ContactArrived a ->
                        call(a.callKey()) + " arrived for " + a.queueId() + " from "
                                + a.details().caller()
                                + (a.priority() == 0 ? "" : " priority " + a.priority())
                                + (a.contactId() == 0 ? "" : " again as " + a.contactId())
                                + skills(a)
                                + (a.preferredAgentId() == 0 ? "" : " asks for agent " + a.preferredAgentId());
                    case Command.ContactReachable r -> call(r.callKey()) + " reachable";
                    case Command.ContactUnreachable u -> call(u.callKey()) + " unreachable";
                    case Command.ContactGone g -> call(g.callKey()) + " gone " + g.cause();
                    case Command.OfferRinging o -> "offer " + o.offerId() + " ringing";
                    case Command.OfferAccepted o -> "offer " + o.offerId() + " accepted on " + o.deviceId();
                    case Command.OfferConnected o -> "offer " + o.offerId() + " connected";
                    case Command.OfferFailed o -> "offer " + o.offerId() + " failed " + o.outcome();
                    case Command.TalkEnded t -> talk(t.offerId()) + " talk ended by " + t.endedBy();
                    case Command.AgentLegEnded l -> talk(l.offerId()) + " leg ended";
                    case Command.HoldChanged h -> talk(h.offerId()) + (h.held() ? " held" : " taken back");
                    case Command.ConsultChanged c ->
                        talk(c.offerId()) + (c.consulting() ? " consults" : " consults no more");
                    case Command.TalkTransferred t -> talk(t.offerId()) + " given away";
                    case Command.TalkJoined j ->
                        call(j.callKey()) + " hears " + j.deviceId() + " as " + talk(j.talkId());
                    case Command.ContactMerged m -> call(m.callKey()) + " in the place of " + call(m.intoCallKey());
                    case Command.OfferLegEnded l ->
                        "offer " + l.offerId() + " ended on " + l.deviceId() + " " + l.outcome();
                    case Command.DeviceStateChanged d -> "device " + d.deviceId() + " " + d.state();
                    case Command.OwnCallExcused e -> "device " + e.deviceId() + " excused";
                    default -> command.toString();
                });
    }

    private String talk(long talkId) {
        return TalkId.isLeg(talkId)
                ? talks.computeIfAbsent(talkId, id -> "talk t" + (talks.size() + 1))
                : "offer " + talkId;
    }

    private String call(long callKey) {
        return calls.computeIfAbsent(callKey, key -> "c" + (calls.size() + 1));
    }

    /** Without the phones' states, which come when Asterisk gets round to them. */
    List<String> calls() {
        return lines.stream().filter(line -> !line.startsWith("device ")).toList();
    }

    @Override
    public void witness(Call call, Witness witness) {
        // for the actions; their tests are elsewhere
    }

    @Override
    public void merged(Call call, Call consult) {
        // for the actions
    }

    @Override
    public void complaint(String text) {
        complaints.add(text);
    }

    @Override
    public void untracked(String channel) {
        lines.add("no room for " + channel);
    }

    @Override
    public void machine() {}

    @Override
    public void unwatched() {
        complaints.add("no watchdog");
    }

    @Override
    public void trunk(int otherPbxId, boolean reachable) {
        lines.add("box " + otherPbxId + (reachable ? " reachable" : " out of reach"));
    }

    @Override
    public void doubt(String why) {
        doubts.add(why);
    }

    private static String skills(Command.ContactArrived arrived) {
        Stream<AnyOf> alone = arrived.requirements().stream().map(one -> new AnyOf(List.of(one)));
        String all = Stream.concat(alone, arrived.anyOf().stream())
                .map(group -> group.alternatives().stream()
                        .map(r -> r.skillId() + ">=" + r.minProficiency())
                        .collect(Collectors.joining("/")))
                .collect(Collectors.joining(","));
        return all.isEmpty() ? "" : " needs " + all;
    }
}
