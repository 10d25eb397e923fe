package org.usher.core.engine;

/** For whom alone a contact waits, and until when: meanwhile it stands in that agent's own line. */
final class Preference {
    final AgentRecord agent;
    final long sinceMs;
    final Deadline end;

    Preference(ContactRecord contact, AgentRecord agent, long sinceMs) {
        this.agent = agent;
        this.sinceMs = sinceMs;
        this.end = new Deadline(Deadline.Kind.PREFERENCE, contact, contact.contactId);
    }

    long fingerprint() {
        return StateHash.mix(StateHash.mix(0x94efe4L, agent.agentId), sinceMs);
    }
}
