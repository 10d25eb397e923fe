package org.usher.core.engine;

/** The parts of the engine that carry a contact and its agents along, each wired to the ones before it. */
record Desks(Basis basis, Offers offers, Talks talks, Transfers transfers) {
    /** What all of them build on. */
    record Basis(
            Lines lines,
            Plans plans,
            Wishes wishes,
            Breaths breaths,
            OwnLines ownLines,
            TalkClocks clocks,
            Releases releases,
            Doors doors,
            Notices notices,
            Roster roster,
            Chats chats) {
        static Basis over(State state, Step step, Matching matching) {
            Breaths breaths = new Breaths(state, step, matching);
            Wishes wishes = new Wishes(state, step);
            Plans plans = new Plans(state, step, matching, breaths, wishes);
            OwnLines ownLines = new OwnLines(state, step, plans);
            Lines lines = new Lines(state, step, matching, ownLines, plans);
            TalkClocks clocks = new TalkClocks(state, step);
            Releases releases = new Releases(state, step, lines, clocks);
            Doors doors = new Doors(state, step, lines, releases);
            Notices notices = new Notices(state, step, lines);
            Roster roster = new Roster(state, step, matching, breaths, ownLines, doors);
            Chats chats = new Chats(state, step, roster, releases);
            return new Basis(lines, plans, wishes, breaths, ownLines, clocks, releases, doors, notices, roster, chats);
        }
    }

    static Desks over(State state, Step step, Matching matching) {
        Basis basis = Basis.over(state, step, matching);
        Offers offers = new Offers(state, step, matching, basis);
        Talks talks = new Talks(state, step, basis);
        Transfers transfers = new Transfers(state, step, basis, offers, talks);
        return new Desks(basis, offers, talks, transfers);
    }

    Lines lines() {
        return basis.lines();
    }

    Roster roster() {
        return basis.roster();
    }

    Releases releases() {
        return basis.releases();
    }
}
