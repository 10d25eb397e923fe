package org.usher.core.engine;

/** An agent's place among the idle agents of one class; exists for every class that the agent may serve. */
final class Seat extends Place<Seat> {
    final AgentRecord agent;
    final WaitingClass waitingClass;

    Seat(AgentRecord agent, WaitingClass waitingClass) {
        this.agent = agent;
        this.waitingClass = waitingClass;
    }
}
