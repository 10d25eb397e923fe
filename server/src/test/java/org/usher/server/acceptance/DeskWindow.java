package org.usher.server.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An agent at his desk's page, and what it says of his call, put as Asterisk would have to say it. */
final class DeskWindow extends Visitor {
    private static final String WHAT_IT_SAYS = """
            const text = selector => (document.querySelector(selector) || {innerText: ''}).innerText.trim();
            const desk = document.querySelector('.desk');
            return {
              state: desk ? desk.dataset.state : '',
              contact: (document.querySelector('.contact') || {dataset: {contact: ''}}).dataset.contact,
              number: text('.contact .number'),
              phase: text('.contact .phase'),
              call: [...document.querySelectorAll('.call p[role=status]')].map(one => one.innerText).join(' '),
              unmute: [...document.querySelectorAll('.call button')].some(one => one.innerText.startsWith('Be heard again')),
            };""";

    private final List<String> seen = new ArrayList<>();

    /**
     * What is to be read on the page.
     *
     * @param number of the caller whom it shows
     * @param call what it says of consultation and conference
     */
    record Said(String state, String contact, String number, String phase, String call) {}

    DeskWindow(String agent, String address) {
        super(agent, address);
    }

    Said says() {
        Map<?, ?> found = (Map<?, ?>) java.util.Objects.requireNonNull(page.driver.executeScript(WHAT_IT_SAYS));
        Said said = new Said(
                String.valueOf(found.get("state")),
                String.valueOf(found.get("contact")),
                String.valueOf(found.get("number")),
                String.valueOf(found.get("phase")),
                String.valueOf(found.get("call")));
        if (seen.isEmpty() || !seen.getLast().equals(said.state())) {
            seen.add(said.state());
        }
        return said;
    }

    void awaitState(String state) {
        Office.patiently().alias(name + "'s page says " + state).until(() -> says().state(), state::equals);
    }

    /** The states that were seen on the page, in their order. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    /** What Asterisk says otherwise than the page, in words; empty if they agree. */
    static String disagreement(String agent, Said said, WhoTalks.Picture asterisk) {
        Set<String> with = asterisk.with(agent);
        boolean rings = asterisk.ringing().contains(agent);
        boolean music = asterisk.hearMusic().contains(said.number());
        return switch (said.state()) {
            case "LOGGED_OUT", "READY", "PAUSED", "WRAP_UP", "NOT_RESPONDING" ->
                with.isEmpty() && !rings ? "" : agent + " rests, his phone does not: " + with;
            case "OFFERED" -> rings && with.isEmpty() ? "" : agent + " is offered a call, and his phone does not ring";
            case "BUSY_ELSEWHERE" -> with.isEmpty() && !rings ? agent + "'s phone is in no call" : "";
            case "ON_CONTACT", "CONSULTING" -> inCall(agent, said, with, music);
            default -> "the page says nothing that a test knows: " + said;
        };
    }

    private static String inCall(String agent, Said said, Set<String> with, boolean music) {
        if (said.call().contains("all three talk")) {
            return with.size() == 3 && with.contains(said.number()) && !music ? "" : "no conference: " + with;
        }
        if (said.call().contains(": talking") && !said.call().contains("you hear the customer")) {
            String colleague = said.call().replaceAll("(?s).*Consulting (\\S+):.*", "$1");
            return with.equals(new TreeSet<>(Set.of(agent, colleague))) && music
                    ? ""
                    : "no talk with " + colleague + " alone, or no music for the customer: " + with;
        }
        if (said.call().contains(": calling")) {
            return music && !with.contains(said.number()) ? "" : "the customer does not wait by music: " + with;
        }
        boolean held = said.phase().equals("On hold");
        return with.equals(new TreeSet<>(Set.of(agent, said.number()))) && music == held
                ? ""
                : "no talk of " + agent + " with " + said.number() + (held ? " on hold" : "") + ": " + with
                        + (music ? ", and he hears music" : "");
    }
}
