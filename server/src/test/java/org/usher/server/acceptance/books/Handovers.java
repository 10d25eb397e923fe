package org.usher.server.acceptance.books;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** What agents do by themselves: they give callers away, unseen or after they have consulted on the second line of their phones; and they call. */
final class Handovers {
    private static final long BLIND_AFTER_MS = 1_300;
    private static final long HOLD_AFTER_MS = 1_000;
    private static final long HELD_MS = 700;
    private static final long CONSULT_MS = 800;
    /** An agent whether his caller is still there. */
    private static final long LOOKS_AGAIN_MS = 500;
    /** For word of what has become of a caller. */
    private static final long WORD_MS = 3_000;

    private static final long PRESSING_MS = 1_500;
    private static final int OWN_CALLS = 9;
    private static final long OWN_CALL_EVERY_MS = 6_000;
    private static final long OWN_CALL_MS = 4_000;

    private final Floor floor;
    private final Phones phones;
    private final Keys keys;
    private final List<Sipp> calls = new ArrayList<>();
    private final Set<String> onOwnCall = new HashSet<>();
    private final Set<String> inVain = new HashSet<>();
    /** Whose keys somebody presses just now. */
    private final Set<String> aboutToBeCalled = new HashSet<>();

    private int turn;

    /** A call that an agent makes himself. */
    private final class OwnCall {
        final String agent;
        final String callId;
        final Sipp sipp;
        final BiConsumer<OwnCall, String> answered;
        final Runnable ended;
        boolean up;
        boolean over;

        /**
         * @param answered gets the tags of the dialogue as Replaces wants them (RFC 3891)
         */
        OwnCall(String agent, String dialled, BiConsumer<OwnCall, String> answered, Runnable ended) {
            this.agent = agent;
            this.answered = answered;
            this.ended = ended;
            callId = "own-" + (calls.size() + 1);
            String line = agent + ";" + dialled + ";" + phones.line(agent).port();
            sipp = floor.sipp(callId, "consult.xml", List.of(line), List.of("-cid_str", callId), this::read);
            calls.add(sipp);
        }

        private void read(SippMessage message) {
            if (!message.callId().equals(callId)) {
                floor.stray(agent + "'s " + callId, message);
            } else if (message.answersInvite() && message.status() == 200 && !up) {
                up = true;
                phones.line(agent).talk(callId, message.audioPort());
                answered.accept(this, tags(message));
            } else if (message.answersInvite() && message.status() != 200 && message.status() != 401) {
                end();
            } else if (message.isRequest("BYE")) {
                end();
            }
        }

        private void hangUp() {
            floor.insist(sipp, callId, "hangup", "", () -> over);
        }

        private void end() {
            if (!over) {
                over = true;
                phones.line(agent).hangUp(callId);
                ended.run();
            }
        }

        private static String tags(SippMessage ok) {
            return "%3Bto-tag%3D" + tag(ok.header("To")) + "%3Bfrom-tag%3D" + tag(ok.header("From"));
        }

        private static String tag(String header) {
            return header.substring(header.indexOf("tag=") + 4);
        }
    }

    /** What goes on between an agent and whom he consults. */
    private final class Consult {
        final PhoneLeg leg;
        final Ending ending;
        final OwnCall call;

        Consult(PhoneLeg leg, Ending ending, String dialled) {
            this.leg = leg;
            this.ending = ending;
            call = new OwnCall(leg.agent, dialled, (own, tags) -> answered(tags), this::ended);
            if (ending == Ending.CONSULTS_NOBODY) {
                inVain.add(leg.agent);
                var _ = floor.after(CONSULT_MS, call::hangUp);
            }
        }

        private void answered(String tags) {
            var _ = floor.after(CONSULT_MS, () -> decide(tags));
        }

        private void decide(String tags) {
            if (call.over || leg.over || ending == Ending.CONSULTS_ONLY) {
                call.hangUp();
            } else {
                refer(leg, "consulted", "?Replaces=" + call.callId + tags);
                hangUpIfCallerLeaves();
            }
        }

        /** The caller may leave while he is being given away: the agent does not stay with whom he consulted, or in line, for ever. */
        private void hangUpIfCallerLeaves() {
            if (leg.over) {
                var _ = floor.after(WORD_MS, () -> {
                    if (!leg.given && !call.over) {
                        call.hangUp();
                    }
                });
            } else if (!call.over) {
                var _ = floor.after(LOOKS_AGAIN_MS, this::hangUpIfCallerLeaves);
            }
        }

        /** Nobody to talk to, or no more: back to the caller, if he has not gone with the other. */
        private void ended() {
            inVain.remove(leg.agent);
            if (!leg.referred) {
                phones.order(leg, "resume", "", () -> leg.resumed || leg.over);
            }
        }
    }

    Handovers(Floor floor, Phones phones, Keys keys) {
        this.floor = floor;
        this.phones = phones;
        this.keys = keys;
    }

    List<Path> logs() {
        return calls.stream().map(Sipp::messages).toList();
    }

    boolean isOnOwnCall(String agent) {
        return onOwnCall.contains(agent);
    }

    /** Whether whom this agent rings lets it ring. */
    boolean ringsInVain(String agent) {
        return inVain.contains(agent);
    }

    /** Now and then somebody who has nothing to do calls somebody outside; some of them need help. */
    void makeOwnCalls() {
        for (int i = 0; i < OWN_CALLS; i++) {
            String dialled = i % 3 == 1 ? Centre.EMERGENCY : Centre.OUTSIDE;
            var _ = floor.after(OWN_CALL_EVERY_MS * (i + 1L), () -> callOutside(dialled));
        }
    }

    private void callOutside(String dialled) {
        String agent = oneOf(colleagues(""));
        if (!phones.isIdle(agent)) {
            var _ = floor.after(HELD_MS, () -> callOutside(dialled));
            return;
        }
        onOwnCall.add(agent);
        var _ = new OwnCall(agent, dialled, (call, tags) -> hangUpAfterAWhile(call), () -> onOwnCall.remove(agent));
    }

    private void hangUpAfterAWhile(OwnCall call) {
        var _ = floor.after(OWN_CALL_MS, call::hangUp);
    }

    /** The agent talks to a caller: holds him, or gives him away, if that is planned. */
    void begin(PhoneLeg leg, Ending ending) {
        switch (ending.handover()) {
            case NONE -> {
                if (ending == Ending.HOLD) {
                    hold(leg);
                    var _ = floor.after(
                            HOLD_AFTER_MS + HELD_MS,
                            () -> phones.order(leg, "resume", "", () -> leg.resumed || leg.over));
                }
            }
            case UNSEEN -> {
                var _ = floor.after(BLIND_AFTER_MS, () -> refer(leg, target(leg, ending), ""));
            }
            case CONSULTED -> {
                hold(leg);
                var _ = floor.after(HOLD_AFTER_MS + HELD_MS, () -> consult(leg, ending));
            }
            case BY_KEY -> {
                var _ = floor.after(BLIND_AFTER_MS, () -> handOverByKeys(leg, ending));
            }
        }
    }

    private void handOverByKeys(PhoneLeg leg, Ending ending) {
        // to press so many keys takes so long that of those who serve many are busy by then
        List<String> whoHaveTime = ending == Ending.BLIND_BY_KEY ? colleagues(leg.agent) : Centre.BEHIND;
        String whom = oneOf(whoHaveTime);
        if (!hasTime(whom)) {
            var _ = floor.after(HELD_MS, () -> handOverByKeys(leg, ending));
        } else if (!leg.over) {
            aboutToBeCalled.add(whom);
            var _ = floor.after(PRESSING_MS, () -> aboutToBeCalled.remove(whom));
            keys.handOver(leg, ending, whom);
        }
    }

    private void hold(PhoneLeg leg) {
        var _ = floor.after(HOLD_AFTER_MS, () -> phones.order(leg, "hold", "", () -> leg.held || leg.over));
    }

    private void consult(PhoneLeg leg, Ending ending) {
        String whom = target(leg, ending);
        if (Centre.agents().containsKey(whom) && !hasTime(whom)) {
            var _ = floor.after(HELD_MS, () -> consult(leg, ending));
        } else if (!leg.over) {
            var _ = new Consult(leg, ending, whom);
        }
    }

    private String target(PhoneLeg leg, Ending ending) {
        return switch (ending) {
            case BLIND_TO_QUEUE, ATTENDED_TO_QUEUE -> Centre.AGAIN;
            case BLIND_OUTSIDE, ATTENDED_OUTSIDE -> Centre.OUTSIDE;
            default -> oneOf(colleagues(leg.agent));
        };
    }

    private static List<String> colleagues(String giver) {
        return Centre.agents().keySet().stream()
                .filter(agent -> !agent.equals(giver))
                .filter(agent -> !agent.equals(Centre.DIES) && !agent.equals(Centre.LEAVES) && !Centre.isMobile(agent))
                .toList();
    }

    /** Somebody of these who has nothing to do, if there is one; each in his turn. */
    private String oneOf(List<String> agents) {
        List<String> free = agents.stream().filter(this::hasTime).toList();
        List<String> from = free.isEmpty() ? agents : free;
        return from.get(turn++ % from.size());
    }

    private boolean hasTime(String agent) {
        return phones.isIdle(agent) && !aboutToBeCalled.contains(agent);
    }

    private void refer(PhoneLeg leg, String user, String replaces) {
        String to = "X-To: <sip:" + user + "@127.0.0.1:" + floor.sipPort() + replaces + ">\r\n";
        phones.order(leg, "transfer", to, () -> leg.referred || leg.over);
    }
}
