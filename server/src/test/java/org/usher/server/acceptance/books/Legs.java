package org.usher.server.acceptance.books;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes calls out of the messages of SIPp's logs. */
final class Legs {
    private Legs() {}

    /** Of the callers' SIPp, in the order in which they dialled. */
    static List<CallerLeg> ofCallers(List<SippMessage> messages) {
        return byCall(messages).values().stream()
                .filter(call -> call.getFirst().isInitialInvite())
                .map(Legs::caller)
                .toList();
    }

    /**
     * Of the agents' phones, in the order in which they rang. A call in which the caller changed, because the one who rang gave it to the
     * caller of another, counts as two.
     */
    static List<AgentLeg> ofAgents(List<SippMessage> messages, List<ConsultLeg> consults, Evidence.Agreed agreed) {
        List<AgentLeg> legs = new ArrayList<>(byCall(messages).values().stream()
                .filter(call -> call.getFirst().isInitialInvite())
                .map(call -> agent(call, agreed))
                .toList());
        Keyed.read(legs, agreed);
        for (AgentLeg giver : List.copyOf(legs)) {
            for (ConsultLeg consult : consults) {
                if (consult.callId().equals(giver.replacedCallId())) {
                    consulted(legs, giver, consult, agreed).ifPresent(taker -> {
                        legs.remove(taker);
                        long takesAtMs = Math.max(giver.referredAtMs(), taker.answeredAtMs());
                        legs.add(taker.until(takesAtMs));
                        legs.add(taker.with(giver.number(), takesAtMs));
                    });
                }
            }
        }
        return legs;
    }

    /**
     * The phone that was ringing for the one who consulted, or talking to him, when he gave his caller away. It is not whom he calls for
     * himself right after.
     */
    private static Optional<AgentLeg> consulted(
            List<AgentLeg> legs, AgentLeg giver, ConsultLeg consult, Evidence.Agreed agreed) {
        boolean queue = agreed.intoQueue().containsKey(consult.dialled());
        return legs.stream()
                .filter(leg -> leg.number().equals(giver.agent()))
                .filter(leg -> queue ? leg.isOffer() : leg.agent().equals(consult.dialled()))
                .filter(leg -> leg.answered() && leg.rungAtMs() <= giver.referredAtMs() + Measure.WIRE_MS)
                .filter(leg -> leg.endedOr(Long.MAX_VALUE) >= giver.referredAtMs())
                .filter(leg -> leg.rungAtMs() >= consult.invitedAtMs())
                .findFirst();
    }

    /** Of the agents' second lines, on which nobody is called. */
    static List<ConsultLeg> ofConsults(List<SippMessage> messages) {
        return byCall(messages).values().stream()
                .filter(call -> call.getFirst().sent() && call.getFirst().isInitialInvite())
                .map(Legs::caller)
                .map(leg -> new ConsultLeg(
                        leg.callId(),
                        leg.number(),
                        leg.dialled(),
                        leg.invitedAtMs(),
                        leg.answeredAtMs(),
                        leg.endedAtMs(),
                        leg.end()))
                .toList();
    }

    /** When which phone was not registered, by the messages of the SIPps that register them. */
    static List<Absence> absences(List<SippMessage> messages) {
        List<Absence> absences = new ArrayList<>();
        for (List<SippMessage> call : byCall(messages).values()) {
            SippMessage asks = call.getFirst();
            if (asks.isRequest("REGISTER") && asks.header("Contact").endsWith(";expires=0")) {
                absences.add(new Absence(asks.fromUser(), asks.atMs(), registeredAgainAtMs(messages, asks)));
            }
        }
        return absences;
    }

    private static long registeredAgainAtMs(List<SippMessage> messages, SippMessage unregisters) {
        return messages.stream()
                .filter(message -> message.status() == 200
                        && message.fromUser().equals(unregisters.fromUser())
                        && !message.callId().equals(unregisters.callId())
                        && message.atMs() > unregisters.atMs())
                .mapToLong(SippMessage::atMs)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static Map<String, List<SippMessage>> byCall(List<SippMessage> messages) {
        Map<String, List<SippMessage>> calls = new LinkedHashMap<>();
        for (SippMessage message : messages) {
            calls.computeIfAbsent(message.callId(), id -> new ArrayList<>()).add(message);
        }
        return calls;
    }

    private static CallerLeg caller(List<SippMessage> call) {
        SippMessage invite = call.getFirst();
        long progressAtMs = 0;
        long answeredAtMs = 0;
        int finalStatus = 0;
        End end = new End();
        for (SippMessage message : call) {
            if (message.sent()) {
                if (message.isRequest("BYE")) {
                    end.at(message, LegEnd.HUNG_UP);
                } else if (message.isRequest("CANCEL")) {
                    end.at(message, LegEnd.CANCELLED);
                }
                continue;
            }
            if (progressAtMs == 0 && message.audioPort() > 0 && message.status() > 0) {
                progressAtMs = message.atMs();
            }
            // 401 only asks who it is
            if (message.answersInvite() && message.status() != 401 && finalStatus == 0) {
                finalStatus = message.status();
                if (finalStatus == 200) {
                    answeredAtMs = message.atMs();
                } else {
                    end.at(message, LegEnd.REFUSED);
                }
            } else if (message.isRequest("BYE")) {
                end.at(message, LegEnd.CLEARED);
            } else if (message.isRequest("MESSAGE") && message.header("X-Do").equals("vanish")) {
                end.at(message, LegEnd.VANISHED);
            }
        }
        return new CallerLeg(
                invite.callId(),
                invite.fromUser(),
                invite.requestUser(),
                invite.header("X-Skills"),
                invite.atMs(),
                progressAtMs,
                answeredAtMs,
                finalStatus,
                end.atMs,
                end.how);
    }

    private static AgentLeg agent(List<SippMessage> call, Evidence.Agreed agreed) {
        SippMessage invite = call.getFirst();
        String agent = agreed.ownerOf().getOrDefault(invite.requestUser(), invite.requestUser());
        List<AgentLeg.Press> presses = new ArrayList<>();
        long answeredAtMs = 0;
        int finalStatus = 0;
        long heldSinceMs = 0;
        long heldMs = 0;
        String referredTo = "";
        long referredAtMs = 0;
        End end = new End();
        for (SippMessage message : call) {
            if (!message.sent()) {
                if (message.isRequest("CANCEL")) {
                    end.at(message, LegEnd.CANCELLED);
                } else if (message.isRequest("BYE")) {
                    end.at(message, LegEnd.CLEARED);
                } else if (message.method().equals("REFER") && message.status() >= 300) {
                    referredTo = "";
                    referredAtMs = 0;
                } else if (referredAtMs > 0 && message.saysReferred(referredTo.contains("Replaces="))) {
                    end.at(message, LegEnd.GIVEN_AWAY);
                } else if (message.isRequest("MESSAGE")
                        && message.header("X-Do").equals("off")) {
                    end.at(message, LegEnd.VANISHED);
                } else if (message.isRequest("MESSAGE")
                        && message.header("X-Do").equals("keys")) {
                    presses.add(new AgentLeg.Press(message.atMs(), message.header("X-Keys")));
                }
            } else if (message.answersInvite() && finalStatus == 0) {
                finalStatus = message.status();
                if (finalStatus == 200) {
                    answeredAtMs = message.atMs();
                } else {
                    end.at(message, LegEnd.REFUSED);
                }
            } else if (message.isRequest("BYE")) {
                end.at(message, LegEnd.HUNG_UP);
            } else if (message.isRequest("INVITE") && message.text().contains("a=sendonly")) {
                heldSinceMs = heldSinceMs == 0 ? message.atMs() : heldSinceMs;
            } else if (message.isRequest("INVITE") && heldSinceMs > 0) {
                heldMs += message.atMs() - heldSinceMs;
                heldSinceMs = 0;
            } else if (message.isRequest("REFER")) {
                referredTo = message.header("Refer-To");
                referredAtMs = message.atMs();
            }
        }
        if (heldSinceMs > 0 && end.how != LegEnd.OPEN) {
            heldMs += end.atMs - heldSinceMs;
        }
        if (agreed.mobile().contains(agent)) {
            answeredAtMs = acceptedAtMs(presses);
        }
        String offer = invite.header("X-Usher-Offer");
        return new AgentLeg(
                invite.callId(),
                agent,
                invite.fromUser(),
                offer.isEmpty() ? 0 : Long.parseLong(offer),
                invite.atMs(),
                answeredAtMs,
                finalStatus,
                end.atMs,
                end.how,
                heldMs,
                referredTo,
                referredAtMs,
                presses);
    }

    /** When whoever is called outside has pressed 1, and not only picked up; 0 if never. */
    private static long acceptedAtMs(List<AgentLeg.Press> presses) {
        return presses.stream()
                .filter(press -> press.keys().equals("1"))
                .mapToLong(AgentLeg.Press::atMs)
                .min()
                .orElse(0);
    }

    /** The first end counts: what crosses it on the wire comes later. */
    private static final class End {
        LegEnd how = LegEnd.OPEN;
        long atMs;

        void at(SippMessage message, LegEnd end) {
            if (how == LegEnd.OPEN) {
                how = end;
                atMs = message.atMs();
            }
        }
    }
}
