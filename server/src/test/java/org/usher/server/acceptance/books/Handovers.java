package org.usher.server.acceptance.books;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What agents do by themselves: they give callers away, unseen or after they have consulted on the second line of their phones; and they call. */
final class Handovers {
    private static final long BLIND_AFTER_MS = 1_300;
    private static final long HOLD_AFTER_MS = 1_000;
    private static final long HELD_MS = 700;
    private static final long CONSULT_MS = 800;
    private static final int OWN_CALLS = 9;
    private static final long OWN_CALL_EVERY_MS = 6_000;
    private static final long OWN_CALL_MS = 4_000;

    private final Floor floor;
    private final Phones phones;
    private final List<Sipp> calls = new ArrayList<>();
    private final Set<String> onOwnCall = new HashSet<>();
    private final Set<String> inVain = new HashSet<>();
    private int turn;

    /** A call that an agent makes himself. */
    private final class OwnCall {
        final String agent;
        final String callId;
        final Sipp sipp;
        final Consumer<String> answered;
        final Runnable ended;
        boolean up;
        boolean over;

        /**
         * @param answered gets the tags of the dialogue as Replaces wants them (RFC 3891)
         */
        OwnCall(String agent, String dialled, Consumer<String> answered, Runnable ended) {
            this.agent = agent;
            this.answered = answered;
            this.ended = ended;
            callId = "own-" + (calls.size() + 1);
            String line = agent + ";" + dialled + ";" + phones.line(agent).port();
            sipp = floor.sipp(callId, "consult.xml", List.of(line), List.of("-cid_str", callId), this::read);
            calls.add(sipp);
        }

        private void read(SippMessage message) {
            if (message.answersInvite() && message.status() == 200 && !up) {
                up = true;
                phones.line(agent).talk(callId, message.audioPort());
                answered.accept(tags(message));
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
            call = new OwnCall(leg.agent, dialled, this::answered, this::ended);
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

    Handovers(Floor floor, Phones phones) {
        this.floor = floor;
        this.phones = phones;
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
        String agent = colleague("");
        if (!phones.isIdle(agent)) {
            var _ = floor.after(HELD_MS, () -> callOutside(dialled));
            return;
        }
        onOwnCall.add(agent);
        OwnCall call = new OwnCall(agent, dialled, tags -> {}, () -> onOwnCall.remove(agent));
        var _ = floor.after(OWN_CALL_MS, call::hangUp);
    }

    /** The agent talks to a caller: holds him, or gives him away, if that is planned. */
    void begin(PhoneLeg leg, Ending ending) {
        if (ending == Ending.HOLD) {
            hold(leg);
            var _ = floor.after(
                    HOLD_AFTER_MS + HELD_MS, () -> phones.order(leg, "resume", "", () -> leg.resumed || leg.over));
        } else if (ending.consults()) {
            hold(leg);
            var _ = floor.after(HOLD_AFTER_MS + HELD_MS, () -> consult(leg, ending));
        } else if (ending.givesAway()) {
            var _ = floor.after(BLIND_AFTER_MS, () -> refer(leg, target(leg, ending), ""));
        }
    }

    private void hold(PhoneLeg leg) {
        var _ = floor.after(HOLD_AFTER_MS, () -> phones.order(leg, "hold", "", () -> leg.held || leg.over));
    }

    private void consult(PhoneLeg leg, Ending ending) {
        if (!leg.over) {
            var _ = new Consult(leg, ending, target(leg, ending));
        }
    }

    private String target(PhoneLeg leg, Ending ending) {
        return switch (ending) {
            case BLIND_TO_QUEUE, ATTENDED_TO_QUEUE -> Centre.AGAIN;
            case BLIND_OUTSIDE, ATTENDED_OUTSIDE -> Centre.OUTSIDE;
            default -> colleague(leg.agent);
        };
    }

    /** Somebody who has nothing to do, if there is one; each in his turn. */
    private String colleague(String giver) {
        List<String> others = Centre.agents().keySet().stream()
                .filter(agent -> !agent.equals(giver))
                .filter(agent -> !agent.equals(Centre.DIES) && !agent.equals(Centre.LEAVES))
                .toList();
        Predicate<String> idle = phones::isIdle;
        List<String> free = others.stream().filter(idle).toList();
        List<String> from = free.isEmpty() ? others : free;
        return from.get(turn++ % from.size());
    }

    private void refer(PhoneLeg leg, String user, String replaces) {
        String to = "X-To: <sip:" + user + "@127.0.0.1:" + floor.sipPort() + replaces + ">\r\n";
        phones.order(leg, "transfer", to, () -> leg.referred || leg.over);
    }
}
