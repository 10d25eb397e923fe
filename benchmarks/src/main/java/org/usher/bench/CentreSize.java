package org.usher.bench;

/** Written {@code agents/skills/waiting}, for example {@code 10000/200/100000}: that many agents with five of so many skills each. */
record CentreSize(int agents, int skills, int waiting) {
    static CentreSize of(String written) {
        String[] parts = written.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                    "a centre's size is \"" + written + "\": write agents/skills/waiting, as in 10000/200/100000");
        }
        return new CentreSize(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
}
