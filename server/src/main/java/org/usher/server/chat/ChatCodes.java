package org.usher.server.chat;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.usher.server.security.Digests;
import org.usher.server.security.Secret;

/**
 * The codes that callers in line are read out, and type on the chat's page to go on there. A code is for one caller, leads into a chat once,
 * and lives ten minutes; who asks again meanwhile hears the same one. They are kept in memory alone: after a restart a caller presses the key
 * once more. Safe from any thread.
 *
 * <p>What guessing is worth: a code is one of 10⁹, drawn evenly. One network has {@value #TRIES} wrong ones and then one every two minutes,
 * which is 725 in the first day; all networks together have {@value #ALL_TRIES} and then {@value #ALL_TRIES} a minute, which is 43,230 in it.
 * With 20 codes alive at any time somebody who tries all day long from one network meets one with a probability of 1.5 · 10⁻⁵, from as many
 * networks as he likes with 8.7 · 10⁻⁴; with {@value #MAX_LIVE}, more than which never live, with 7.3 · 10⁻⁴ and 4.3 %. What he gets by it is
 * a stranger's place in the line, and the name that his telephone shows, in a room where nothing was said. Who is refused because others try keeps his place as a caller.
 */
public final class ChatCodes {
    static final int DIGITS = 9;
    static final int TRIES = 5;
    static final int ALL_TRIES = 30;
    static final int MAX_LIVE = 1_000;
    static final long LIVES_MS = 10 * 60_000;
    /** So long who has crossed may type his code again, as the answer may have been lost. */
    static final long AGAIN_MS = 60_000;
    /** A code that is read out again lives long enough to be typed. */
    private static final long SPARE_MS = 3 * 60_000;

    private static final int MAX_NETWORKS = 20_000;
    private static final Duration ONE_MORE_TRY = Duration.ofMinutes(2);

    private final LongSupplier clockMs;
    private final RandomGenerator random;
    private final Bucket all;
    private final Map<String, Bucket> byNetwork = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_NETWORKS;
        }
    };
    /** By the code, oldest first. */
    private final Map<String, Claim> live = new LinkedHashMap<>();

    /** By the code, those of which it is not known yet where they lead: they were typed, and nobody else can type them meanwhile. */
    private final Map<String, Trying> tried = new HashMap<>();

    /** By the code, those that led into a chat a moment ago, oldest first. */
    private final Map<String, Spent> spent = new LinkedHashMap<>(16, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Spent> eldest) {
            return size() > MAX_LIVE;
        }
    };

    private final Map<Long, String> byContact = new HashMap<>();
    /** The digest of the link that was sent to this caller. */
    private final Map<Long, String> linkOf = new HashMap<>();

    private volatile BooleanSupplier offered = () -> false;
    private final LongAdder issued = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder tooMany = new LongAdder();

    /**
     * What a code or a link is good for.
     *
     * @param code of a link: its digest
     * @param token of the chat that it leads into, the same however often one tries, so that nothing is lost with an answer
     */
    record Claim(String code, long contactId, Secret token, long untilMs) {}

    private record Trying(Claim claim, String network) {}

    private record Spent(Claim claim, String network, long untilMs) {}

    /** What has become of a code that somebody typed. */
    sealed interface Trial {
        /** It was right, and nobody elsewhere can type it. */
        record Right(Claim claim) implements Trial {}

        /** It has led into its chat already, a moment ago, whoever typed it from the same network. */
        record Again(Claim claim) implements Trial {}

        /** It is none, was used, or is too old. */
        record Wrong() implements Trial {}

        record TooMany() implements Trial {}
    }

    /**
     * @param clockMs epoch ms
     * @param random that nobody can foretell
     */
    public ChatCodes(LongSupplier clockMs, RandomGenerator random) {
        this.clockMs = clockMs;
        this.random = random;
        this.all = bucket(ALL_TRIES, ALL_TRIES, Duration.ofMinutes(1));
    }

    /** Has it asked here whether any queue offers its callers a chat. */
    public void share(BooleanSupplier inForce) {
        offered = inForce;
    }

    /** Whether any queue offers its callers a chat, so that there are codes to be typed. */
    public boolean offered() {
        return offered.getAsBoolean();
    }

    /** How many were read out, those of one caller once. */
    public long issued() {
        return issued.sum();
    }

    /** How many were typed that are none, or not any more. */
    public long wrong() {
        return wrong.sum();
    }

    /** How many times nobody looked whether a code was right, as there had been too many that were not. */
    public long tooMany() {
        return tooMany.sum();
    }

    /** The code for this caller; empty if too many live. */
    synchronized Optional<String> issue(long contactId) {
        forgetOld();
        String known = byContact.get(contactId);
        if (known != null) {
            if (tried.containsKey(known)) {
                // another one would lead into another chat than the one that he may be in by now
                return Optional.of(known);
            }
            Claim claim = live.get(known);
            if (claim != null && claim.untilMs - clockMs.getAsLong() >= SPARE_MS) {
                return Optional.of(known);
            }
            live.remove(known);
            byContact.remove(contactId);
        }
        if (live.size() + tried.size() >= MAX_LIVE) {
            return Optional.empty();
        }
        String code = fresh();
        live.put(code, new Claim(code, contactId, chatOf(contactId), clockMs.getAsLong() + LIVES_MS));
        byContact.put(contactId, code);
        issued.increment();
        return Optional.of(code);
    }

    /**
     * A link for this caller, of which nothing is kept but the digest; empty if he was sent one that lives, or too many live.
     *
     * @param keepMs how long it lives
     */
    synchronized Optional<Secret> issueLink(long contactId, long keepMs) {
        forgetOld();
        if (linkOf.containsKey(contactId) || live.size() + tried.size() >= MAX_LIVE) {
            return Optional.empty();
        }
        Secret link = Digests.randomShort();
        String digest = Digests.of(link);
        live.put(digest, new Claim(digest, contactId, chatOf(contactId), clockMs.getAsLong() + keepMs));
        linkOf.put(contactId, digest);
        return Optional.of(link);
    }

    /** Into one chat, whichever way he takes. */
    private Secret chatOf(long contactId) {
        for (Map<Long, String> known : List.of(byContact, linkOf)) {
            String code = known.get(contactId);
            Trying trying = code == null ? null : tried.get(code);
            Claim claim = trying == null ? live.get(String.valueOf(code)) : trying.claim;
            if (claim != null) {
                return claim.token;
            }
        }
        return Digests.random();
    }

    private String fresh() {
        String code;
        do {
            code = String.format("%0" + DIGITS + "d", random.nextLong(1_000_000_000L));
        } while (live.containsKey(code) || tried.containsKey(code) || spent.containsKey(code));
        return code;
    }

    /**
     * Takes the code that somebody typed, so that nobody on another network can until it is {@link #giveBack given back}; one that is right is
     * that, {@link #spend spent} or {@link #spendOn leads into its chat} when it is known what came of it. Typed twice at once, or again since
     * the answer was lost, it leads into the same chat.
     *
     * @param network from which it came
     */
    synchronized Trial take(String network, String typed) {
        forgetOld();
        Bucket own = byNetwork.computeIfAbsent(network, key -> bucket(TRIES, 1, ONE_MORE_TRY));
        if (own.getAvailableTokens() == 0 || all.getAvailableTokens() == 0) {
            tooMany.increment();
            return new Trial.TooMany();
        }
        Spent before = spent.get(typed);
        if (before != null && before.network.equals(network)) {
            return new Trial.Again(before.claim);
        }
        Trying atOnce = tried.get(typed);
        if (atOnce != null && atOnce.network.equals(network)) {
            return new Trial.Right(atOnce.claim);
        }
        Claim claim = live.remove(typed);
        if (claim == null) {
            own.tryConsume(1);
            all.tryConsume(1);
            wrong.increment();
            return new Trial.Wrong();
        }
        tried.put(claim.code, new Trying(claim, network));
        return new Trial.Right(claim);
    }

    /** It has led nowhere yet, and may be typed again. */
    synchronized void giveBack(Claim claim) {
        if (tried.remove(claim.code) != null) {
            live.put(claim.code, claim);
        }
    }

    /** It leads nowhere any more. */
    synchronized void spend(Claim claim) {
        // live: of two who typed it at once the other one has given it back
        boolean wasTried = tried.remove(claim.code) != null;
        boolean known = live.remove(claim.code) != null || wasTried;
        if (known) {
            // his code and his link are one way
            for (Map<Long, String> ways : List.of(byContact, linkOf)) {
                String way = ways.remove(claim.contactId);
                if (way != null) {
                    live.remove(way);
                }
            }
        }
    }

    /** It has led into its chat. @return false if it had already */
    synchronized boolean spendOn(Claim claim, String network) {
        spend(claim);
        return spent.putIfAbsent(claim.code, new Spent(claim, network, clockMs.getAsLong() + AGAIN_MS)) == null;
    }

    private void forgetOld() {
        long nowMs = clockMs.getAsLong();
        spent.values().removeIf(one -> one.untilMs <= nowMs);
        Iterator<Claim> claims = live.values().iterator();
        while (claims.hasNext()) {
            Claim claim = claims.next();
            if (claim.untilMs <= nowMs) {
                claims.remove();
                byContact.remove(claim.contactId, claim.code);
                linkOf.remove(claim.contactId, claim.code);
            }
        }
    }

    private Bucket bucket(int capacity, int refill, Duration period) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(refill, period))
                .withCustomTimePrecision(new TimeMeter() {
                    @Override
                    public long currentTimeNanos() {
                        return TimeUnit.MILLISECONDS.toNanos(clockMs.getAsLong());
                    }

                    @Override
                    public boolean isWallClockBased() {
                        return true;
                    }
                })
                .build();
    }
}
