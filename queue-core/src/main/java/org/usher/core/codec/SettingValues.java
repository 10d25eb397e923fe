package org.usher.core.codec;

import java.util.List;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.Routing;

/** The binary form of a centre's settings: times, rules of routing and limits on work. */
final class SettingValues {
    /** By which contacts and agents were chosen before logs said by which. */
    private static final Routing ROUTING_BEFORE_5 = new Routing(
            Routing.ContactRule.WEIGHTED_WAIT,
            Routing.AgentRule.LONGEST_IDLE,
            new Routing.ContactWeights(100, 0, 0),
            Routing.AgentWeights.DEFAULT,
            30 * 60_000);

    private SettingValues() {}

    static void write(Encoder out, Settings settings) {
        out.signed(settings.offerGraceMs());
        out.signed(settings.connectGraceMs());
        out.signed(settings.legEndGraceMs());
        out.signed(settings.rejectBackOffMs());
        out.signed(settings.noAnswerBackOffMs());
        out.signed(settings.maxNoAnswersInRow());
        out.signed(settings.unreachableBackOffMs());
        out.signed(settings.preferSameAgentMs());
        out.signed(settings.transferCreditMs());
        out.signed(settings.elsewhereWrapUpMs());
        out.signed(settings.priorityStepMs());
        write(out, settings.routing());
        write(out, settings.guard().limits());
        out.signed(settings.guard().givesWayPercent());
        out.flag(settings.callsDuringChats());
    }

    static Settings readSettings(Decoder in) throws MalformedDataException {
        boolean old = in.format() < 2;
        return new Settings(
                in.signedInt("offerGraceMs"),
                in.signedInt("connectGraceMs"),
                in.signedInt("legEndGraceMs"),
                in.signedInt("rejectBackOffMs"),
                in.signedInt("noAnswerBackOffMs"),
                in.signedInt("maxNoAnswersInRow"),
                in.signedInt("unreachableBackOffMs"),
                old ? Settings.DEFAULT.preferSameAgentMs() : in.signedInt("preferSameAgentMs"),
                old ? Settings.DEFAULT.transferCreditMs() : in.signedInt("transferCreditMs"),
                old ? Settings.DEFAULT.elsewhereWrapUpMs() : in.signedInt("elsewhereWrapUpMs"),
                in.format() < 4 ? Settings.STRICT_PRIORITY : in.signedInt("priorityStepMs"),
                in.format() < 5 ? ROUTING_BEFORE_5 : readRouting(in),
                in.format() < 6 ? BurnoutGuard.OFF : readGuard(in),
                in.format() >= 6 && in.flag("callsDuringChats"));
    }

    static void write(Encoder out, BurnoutGuard.Limits limits) {
        out.signed(limits.ceilingPercent());
        out.signed(limits.contactsInRow());
        out.signed(limits.breathMs());
    }

    private static BurnoutGuard readGuard(Decoder in) throws MalformedDataException {
        try {
            return new BurnoutGuard(readLimits(in), in.signedInt("givesWayPercent"));
        } catch (IllegalArgumentException e) {
            throw in.malformed("guard", String.valueOf(e.getMessage()));
        }
    }

    static BurnoutGuard.Limits readLimits(Decoder in) throws MalformedDataException {
        return new BurnoutGuard.Limits(
                in.signedInt("ceilingPercent"), in.signedInt("contactsInRow"), in.signed("breathMs"));
    }

    private static void write(Encoder out, Routing routing) {
        out.constant(routing.contacts());
        out.constant(routing.agents());
        out.signed(routing.contactWeights().waitPercent());
        out.signed(routing.contactWeights().perWaitingMs());
        out.signed(routing.contactWeights().perLoadMs());
        out.signed(routing.agentWeights().proficiency());
        out.signed(routing.agentWeights().skills());
        out.signed(routing.agentWeights().scarcity());
        out.signed(routing.agentWeights().occupancy());
        out.signed(routing.occupancyMemoryMs());
        out.signed(routing.contactWeights().perCostMs());
        out.signed(routing.agentWeights().cost());
        out.unsigned(routing.pools().size());
        for (Routing.Pool pool : routing.pools()) {
            out.text(pool.name());
            out.signed(pool.share());
        }
        out.signed(routing.contactWeights().lineMs());
    }

    private static Routing readRouting(Decoder in) throws MalformedDataException {
        boolean hasCosts = in.format() >= 6;
        try {
            Routing.ContactRule contacts = in.constant(Routing.ContactRule.class);
            Routing.AgentRule agents = in.constant(Routing.AgentRule.class);
            int waitPercent = in.signedInt("waitPercent");
            int perWaitingMs = in.signedInt("perWaitingMs");
            int perLoadMs = in.signedInt("perLoadMs");
            int proficiency = in.signedInt("proficiency");
            int skills = in.signedInt("skills");
            int scarcity = in.signedInt("scarcity");
            int occupancy = in.signedInt("occupancy");
            long occupancyMemoryMs = in.signed("occupancyMemoryMs");
            int perCostMs = hasCosts ? in.signedInt("perCostMs") : 0;
            int cost = hasCosts ? in.signedInt("cost weight") : 0;
            List<Routing.Pool> pools = hasCosts ? in.list("pools", SettingValues::readPool) : List.of();
            int lineMs = in.format() >= 7 ? in.signedInt("lineMs") : 0;
            return new Routing(
                    contacts,
                    agents,
                    new Routing.ContactWeights(waitPercent, perWaitingMs, perLoadMs, perCostMs, lineMs),
                    new Routing.AgentWeights(proficiency, skills, scarcity, occupancy, cost),
                    occupancyMemoryMs,
                    pools);
        } catch (IllegalArgumentException e) {
            throw in.malformed("routing", String.valueOf(e.getMessage()));
        }
    }

    private static Routing.Pool readPool(Decoder in) throws MalformedDataException {
        return new Routing.Pool(in.text("pool name"), in.signedInt("pool share"));
    }
}
