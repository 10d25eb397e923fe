package org.usher.server.openid;

/** Who came back from the provider. */
public sealed interface Arrival {
    /**
     * The provider vouches for this one.
     *
     * @param name in small letters, as Usher's people are named; nobody may have it
     * @param next where he wanted to go, a path of ours
     */
    record Known(String name, String next) implements Arrival {}

    /**
     * Nobody is let in by this.
     *
     * @param why for programs and the audit log
     * @param words for who came, and what to do
     */
    record Refused(Reason why, String words) implements Arrival {}

    /** Why somebody is not let in. */
    enum Reason {
        /** The browser brings nothing that began here: another one began, cookies are off, or it took too long. */
        NOT_BEGUN_HERE("not-begun-here"),
        /** What it brings was used before. */
        USED_BEFORE("used-before"),
        /** The provider itself says no. */
        PROVIDER_REFUSED("provider-refused"),
        /** The provider cannot be asked, or answers otherwise than OpenID says. */
        PROVIDER_AWAY("provider-away"),
        /** The token is forged, over, for another one or from another try. */
        BAD_TOKEN("bad-token"),
        /** The token says nothing that could be a name. */
        NO_NAME("no-name"),
        /** The provider knows him, but he is none of those who may come in. */
        NOT_ALLOWED("not-allowed");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
