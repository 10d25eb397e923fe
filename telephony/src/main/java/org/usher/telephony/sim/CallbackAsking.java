package org.usher.telephony.sim;

/**
 * Contexts usher-callback-ask and usher-callback-told: a caller who has pressed the key for a callback confirms his number or enters another,
 * waits for Usher's answer, and hears it.
 */
final class CallbackAsking {
    static final String CONTEXT = "usher-callback-ask";
    /** What Usher has answered. */
    static final String TOLD = "usher-callback-told";

    /** Usher's offer: the contact for which it holds, and his number. */
    static final String OFFERED = "USHER_ASK";

    /** Whose callback Usher may have promised. */
    static final String ORDERED = "USHER_ORDERED";

    private static final String ASKED = "USHER_ASKED";

    private static final String NUMBER = "USHER_CALL_AT";
    private static final String TRIES = "USHER_TRIES";
    private static final String TURNS = "USHER_TURNS";
    private static final String WHEN = "USHER_WHEN";
    private static final String CHOICES = "USHER_CHOICES";
    private static final String ENTERED = "USHER_ENTERED";
    private static final String ANSWER = "USHER_ANSWER";
    private static final int MAX_TRIES = 4;
    private static final int MIN_DIGITS = 3;
    private static final int MAX_DIGITS = 15;
    private static final long SOUND_MS = 2_000;
    private static final long KEY_MS = 6_000;
    private static final long ENTER_MS = 15_000;
    private static final long LOOK_MS = 100;
    private static final int LOOKS = 80;

    private final Pbx pbx;
    private final Dialplan dialplan;

    CallbackAsking(Pbx pbx, Dialplan dialplan) {
        this.pbx = pbx;
        this.dialplan = dialplan;
    }

    /** Whether this key, pressed in the waiting room or a prompt, asks for a callback. */
    static boolean begins(SimChannel channel, String digit) {
        String contact = channel.variable(OFFERED).split(",", 2)[0];
        return digit.equals("1") && !contact.isEmpty() && contact.equals(channel.variable("USHER_CONTACT"));
    }

    void begin(SimChannel channel) {
        channel.at(CONTEXT, "s", 1);
        channel.variables().remove("USHER_OFFER");
        channel.variables()
                .put(NUMBER, channel.variable(OFFERED).split(",", 2)[1].replaceAll("[^0-9+]", ""));
        channel.variables().put(TRIES, "0");
        channel.variables().put(TURNS, "0");
        channel.variables().put(WHEN, "");
        pbx.userEvent("UsherAsking", channel);
        attempt(channel);
    }

    /** Asks once more for what is missing. */
    private void attempt(SimChannel channel) {
        channel.at(CONTEXT, "s", 4);
        if (count(channel, TRIES) > MAX_TRIES) {
            dialplan.waitForAgent(channel);
        } else if (channel.variable(NUMBER).isEmpty()) {
            enter(channel);
        } else {
            listen(channel, "Read", SOUND_MS + KEY_MS);
        }
    }

    private void enter(SimChannel channel) {
        channel.variables().put(ENTERED, "");
        listen(channel, "ReadExten", ENTER_MS);
    }

    private void listen(SimChannel channel, String application, long ms) {
        channel.running(application, "");
        channel.become(SimChannel.Stage.PROMPT);
        pbx.step(channel, ms, () -> {
            channel.become(SimChannel.Stage.DIALPLAN);
            if (channel.context().equals(TOLD)) {
                choose(channel);
            } else if (application.equals("ReadExten")) {
                entered(channel);
            } else {
                attempt(channel);
            }
        });
    }

    private static int count(SimChannel channel, String variable) {
        int count = Integer.parseInt(channel.variable(variable)) + 1;
        channel.variables().put(variable, Integer.toString(count));
        return count;
    }

    /** Has him choose once more. */
    private void choose(SimChannel channel) {
        if (count(channel, TRIES) > MAX_TRIES || Integer.parseInt(channel.variable(TURNS)) > MAX_TRIES) {
            dialplan.waitForAgent(channel);
        } else {
            listen(channel, "Read", SOUND_MS + KEY_MS);
        }
    }

    private void chosen(SimChannel channel, String digit) {
        String[] choices = channel.variable(CHOICES).split("-", -1);
        int key = digit.matches("[1-9]") ? Integer.parseInt(digit) : 0;
        if (key == 0 || key > choices.length) {
            choose(channel);
        } else {
            channel.variables().put(WHEN, choices[key - 1]);
            order(channel);
        }
    }

    /** Whether one in this context listens here. */
    static boolean listensIn(String context) {
        return context.equals(CONTEXT) || context.equals(TOLD);
    }

    /** A key of one who listens here. */
    void press(SimChannel channel, String digit) {
        boolean enters = channel.application().equals("ReadExten");
        channel.newJourney();
        channel.become(SimChannel.Stage.DIALPLAN);
        if (digit.equals("*")) {
            dialplan.waitForAgent(channel);
        } else if (digit.equals("D")) {
            dialplan.told(channel, digit);
        } else if (channel.context().equals(TOLD)) {
            chosen(channel, digit);
        } else if (enters) {
            add(channel, digit);
        } else if (digit.equals("1")) {
            order(channel);
        } else if (digit.equals("2")) {
            enter(channel);
        } else {
            attempt(channel);
        }
    }

    private void add(SimChannel channel, String digit) {
        String digits = channel.variable(ENTERED) + (digit.equals("#") ? "" : digit);
        channel.variables().put(ENTERED, digits);
        if (digit.equals("#") || digits.length() == MAX_DIGITS) {
            entered(channel);
        } else {
            listen(channel, "ReadExten", ENTER_MS);
        }
    }

    private void entered(SimChannel channel) {
        String digits = channel.variable(ENTERED);
        channel.variables().put(NUMBER, digits.length() < MIN_DIGITS ? "" : digits);
        attempt(channel);
    }

    private void order(SimChannel channel) {
        channel.at(CONTEXT, "s", 15);
        channel.variables().remove(ANSWER);
        String before = channel.variable(ASKED);
        String question = Integer.toString(before.isEmpty() ? 1 : Integer.parseInt(before) + 1);
        channel.variables().put(ASKED, question);
        channel.variables().put(ORDERED, channel.variable("USHER_CONTACT"));
        pbx.userEvent(
                "UsherCallbackAsk",
                channel,
                "Number",
                channel.variable(NUMBER),
                "Ask",
                question,
                "When",
                channel.variable(WHEN));
        look(channel, LOOKS);
    }

    private void look(SimChannel channel, int left) {
        pbx.step(channel, LOOK_MS, () -> {
            String[] answer = channel.variable(ANSWER).split(",", -1);
            boolean fits = answer.length >= 3
                    && answer[0].equals(pbx.global("USHER_EPOCH"))
                    && answer[1].equals(channel.variable(ASKED));
            if (fits) {
                tell(channel, answer);
            } else if (left > 1 && !pbx.global("USHER_DEAD").equals("1")) {
                look(channel, left - 1);
            } else {
                tell(channel, "", "", "AWAY");
            }
        });
    }

    /** Notes, with the watchdog, that he is served by the fallback. */
    void note(String contact) {
        SimChannel watcher = pbx.channel(Watchdog.CHANNEL);
        if (watcher != null) {
            watcher.variables().merge("SHARED(USHER_FELL)", contact + "/", (before, added) -> added + before);
        }
    }

    /** @param answer its epoch, its question, its word, and what belongs to that */
    private void tell(SimChannel channel, String... answer) {
        String word = answer[2];
        channel.at(TOLD, word, 1);
        if (word.equals("ON_OFFER")) {
            dialplan.waitForAgent(channel);
            return;
        }
        if (word.equals("WINDOWS")) {
            channel.variables().put(TRIES, "0");
            channel.variables().put(CHOICES, answer[4]);
            count(channel, TURNS);
            choose(channel);
            return;
        }
        channel.running("Playback", word.equals("PROMISED") ? answer[3] : word);
        pbx.step(channel, SOUND_MS, () -> {
            switch (word) {
                case "CONFIRMED", "PROMISED" -> pbx.endings().byDialplan(channel, 16);
                case "WINDOW_GONE" -> {
                    channel.variables().put(WHEN, "again");
                    order(channel);
                }
                case "NOT_ALLOWED" -> {
                    channel.variables().put(NUMBER, "");
                    channel.variables().put(WHEN, "");
                    attempt(channel);
                }
                case "PENDING" -> dialplan.waitForAgent(channel);
                default -> dialplan.join(channel);
            }
        });
    }
}
