package org.usher.server.acceptance.books;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** 300 calls of all sorts, in an order and with spans of time that the seed decides. */
final class CallMix {
    /** No queue of this name. */
    static final String UNKNOWN = "nosuchqueue";

    private static final int FIRST_NUMBER = 10_001;
    private static final int[] LEVELS = {3, 5, 7};

    private final Random random;

    private CallMix(long seed) {
        random = new Random(seed);
    }

    static List<PlannedCall> of(long seed) {
        return new CallMix(seed).calls();
    }

    private List<PlannedCall> calls() {
        List<Ending> endings = new ArrayList<>();
        for (Ending ending : Ending.values()) {
            endings.addAll(Collections.nCopies(ending.inThreeHundred(), ending));
        }
        Collections.shuffle(endings, random);
        // while nobody has anything to do yet, several are free to be rung at once
        endings.sort(Comparator.comparing(ending -> ending != Ending.RINGS_A_GROUP));
        List<PlannedCall> calls = new ArrayList<>();
        for (int i = 0; i < endings.size(); i++) {
            calls.add(call(String.valueOf(FIRST_NUMBER + i), endings.get(i)));
        }
        return calls;
    }

    private PlannedCall call(String number, Ending ending) {
        long ringMs = between(100, 500);
        long talkMs = between(900, 2_200);
        long patienceMs = 45_000;
        String queue = Centre.SERVED.get(random.nextInt(Centre.SERVED.size()));
        switch (ending) {
            case ABANDONED_WAITING -> {
                queue = Centre.ARCHIVE;
                patienceMs = between(6_000, 10_000);
            }
            case ABANDONED_RINGING -> ringMs = between(200, 2_500);
            case ABANDONED_SOON -> {
                queue = Centre.ARCHIVE;
                patienceMs = between(500, 2_000);
            }
            case OVERFLOWS -> queue = Centre.BRIEF;
            case RINGS_A_GROUP -> queue = Centre.CREW;
            case CROWDS -> {
                queue = Centre.SMALL;
                patienceMs = 12_000;
            }
            case UNKNOWN_QUEUE -> queue = UNKNOWN;
            case CLOSED_QUEUE -> queue = Centre.CLOSED;
            case EMPTY_QUEUE -> queue = Centre.EMPTY;
            case VANISHES_WAITING -> {
                queue = Centre.ARCHIVE;
                patienceMs = between(1_000, 2_000);
            }
            case STAYS -> {
                queue = Centre.ARCHIVE;
                patienceMs = Long.MAX_VALUE;
            }
            default -> {}
        }
        String skills = ending == Ending.RINGS_A_GROUP ? "" : skills();
        return new PlannedCall(number, queue, skills, ending, ringMs, talkMs, patienceMs);
    }

    private String skills() {
        String skill = Centre.SKILLS.get(random.nextInt(Centre.SKILLS.size()));
        return random.nextInt(10) == 0 ? "" : skill + ":" + LEVELS[random.nextInt(LEVELS.length)];
    }

    private long between(long least, long most) {
        return least + random.nextLong(most - least + 1);
    }
}
