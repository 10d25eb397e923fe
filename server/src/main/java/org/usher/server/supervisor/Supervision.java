package org.usher.server.supervisor;

/** What supervisors see and reach beyond the wallboard. */
public record Supervision(LiveContacts contacts, AgentPhones phones, ListenDesk listening) {
    public Supervision() {
        this(new LiveContacts(), new AgentPhones(), new ListenDesk());
    }
}
