package org.usher.core.engine;

/** The parts of the engine that carry a contact and its agent along, each wired to the ones before it. */
record Desks(Lines lines, Roster roster, Releases releases, Offers offers, Talks talks) {
    static Desks over(State state, Step step, Matching matching) {
        Lines lines = new Lines(state, step, matching);
        Roster roster = new Roster(state, step, matching);
        Releases releases = new Releases(state, step, lines);
        Offers offers = new Offers(state, step, lines, roster, releases);
        Talks talks = new Talks(state, step, lines, roster, releases);
        return new Desks(lines, roster, releases, offers, talks);
    }
}
