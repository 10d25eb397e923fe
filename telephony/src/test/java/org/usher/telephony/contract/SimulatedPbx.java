package org.usher.telephony.contract;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.usher.telephony.sim.CallerScript;
import org.usher.telephony.sim.Fault;
import org.usher.telephony.sim.PbxModel;
import org.usher.telephony.sim.PbxServer;
import org.usher.telephony.sim.PbxSettings;
import org.usher.telephony.sim.PhoneBehaviour;
import org.usher.telephony.sim.PhoneOrder;

/** The simulated PBX over TCP. */
final class SimulatedPbx implements PbxUnderTest {
    private static final String SECRET = "simulated secret";
    private static final String OUTSIDE = "outside";

    private final PbxServer server;
    private final Map<String, List<Supplier<PhoneBehaviour>>> contacts = new LinkedHashMap<>();

    SimulatedPbx() {
        try {
            PbxModel model = new PbxModel(
                    PbxSettings.standard().withUser("usher", SECRET).withRtpTimeoutMs(20), System.currentTimeMillis());
            model.phone("alice", List.of());
            model.phone("bob", List.of());
            server = PbxServer.serve(model, 0, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T with(Function<PbxModel, T> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        server.on(model -> result.complete(what.apply(model)));
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public int amiPort() {
        return server.port();
    }

    @Override
    public String user() {
        return "usher";
    }

    @Override
    public String secret() {
        return SECRET;
    }

    @Override
    public String global(String name) {
        return with(model -> model.global(name));
    }

    @Override
    public void setGlobal(String name, String value) {
        with(model -> {
            model.setGlobal(name, value);
            return true;
        });
    }

    @Override
    public Phone phone(String endpoint, Manner manner) {
        Supplier<PhoneBehaviour> contact = () -> switch (manner) {
            case ON_ORDER -> new PhoneBehaviour.RingsOut();
            case WHEN_TOLD -> new PhoneBehaviour.RingsUntilTold();
            case BUSY -> new PhoneBehaviour.Busy();
            case FORWARDS -> new PhoneBehaviour.Forwards();
        };
        contacts.computeIfAbsent(endpoint, _ -> new ArrayList<>()).add(contact);
        publish(endpoint);
        return new SimulatedPhone(endpoint, contact);
    }

    private void publish(String endpoint) {
        List<Supplier<PhoneBehaviour>> registered = List.copyOf(contacts.getOrDefault(endpoint, List.of()));
        with(model -> {
            model.phone(endpoint, registered);
            return true;
        });
    }

    @Override
    public boolean talksOrWaits(String endpoint) {
        if (endpoint.equals("Local/")) {
            return with(PbxModel::localsTalk);
        }
        return with(model -> model.talksOrWaits(endpoint));
    }

    @Override
    public Phone answerOutside() {
        Supplier<PhoneBehaviour> contact = () -> new PhoneBehaviour.Answers(50, PhoneBehaviour.NEVER);
        contacts.computeIfAbsent(OUTSIDE, _ -> new ArrayList<>()).add(contact);
        publish(OUTSIDE);
        return new SimulatedPhone(OUTSIDE, contact);
    }

    @Override
    public Phone outside(Manner manner) {
        return phone(OUTSIDE, manner);
    }

    @Override
    public void awaitRinging() {
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> with(model -> model.rings(OUTSIDE)));
    }

    @Override
    public void awaitReached() {
        awaitTalks(OUTSIDE);
    }

    @Override
    public void awaitQuestion() {
        awaitTalks(OUTSIDE);
    }

    @Override
    public void awaitEntering() {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> with(PbxModel::entersNumber));
    }

    @Override
    public void awaitChoosing() {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> with(PbxModel::choosesWindow));
    }

    private final class SimulatedCall implements OwnCall {
        private final String uniqueId;

        private SimulatedCall(String uniqueId) {
            this.uniqueId = uniqueId;
        }

        @Override
        public void hangUp() {
            with(model -> {
                model.hangUp(uniqueId);
                return true;
            });
        }
    }

    private final class SimulatedPhone implements Phone {
        private final String endpoint;
        private final Supplier<PhoneBehaviour> contact;

        private SimulatedPhone(String endpoint, Supplier<PhoneBehaviour> contact) {
            this.endpoint = endpoint;
            this.contact = contact;
        }

        private void order(PhoneOrder order) {
            if (!with(model -> model.order(endpoint, order))) {
                throw new AssertionError(endpoint + " has no call to " + order);
            }
        }

        @Override
        public void answer() {
            order(PhoneOrder.ANSWER);
        }

        @Override
        public void decline() {
            order(PhoneOrder.DECLINE);
        }

        @Override
        public void hangUp() {
            order(PhoneOrder.HANG_UP);
        }

        @Override
        public void hold() {
            order(PhoneOrder.HOLD);
        }

        @Override
        public void resume() {
            order(PhoneOrder.RESUME);
        }

        @Override
        public OwnCall call(String number) {
            String uniqueId = with(model -> model.ownCall(endpoint, number));
            return new SimulatedCall(uniqueId);
        }

        @Override
        public void transfer(String number) {
            if (!with(model -> model.transfer(endpoint, number))) {
                throw new AssertionError(endpoint + " has nobody to transfer");
            }
        }

        @Override
        public void transferInto(OwnCall call) {
            if (!with(model -> model.transferInto(endpoint, ((SimulatedCall) call).uniqueId))) {
                throw new AssertionError(endpoint + " has nobody to transfer");
            }
        }

        @Override
        public void press(String keys) {
            if (!with(model -> model.pressAt(endpoint, keys))) {
                throw new AssertionError(endpoint + " has no use for " + keys);
            }
        }

        @Override
        public void unregister() {
            remove();
        }

        @Override
        public void losePower() {
            with(model -> {
                model.inject(new Fault.PhoneDies(endpoint));
                return true;
            });
        }

        @Override
        public void remove() {
            contacts.getOrDefault(endpoint, List.of()).remove(contact);
            publish(endpoint);
        }
    }

    @Override
    public Caller call(String queue, Map<String, String> inputs) {
        Map<String, String> variables = new HashMap<>(inputs);
        variables.put("USHER_QUEUE", queue);
        CallerScript script = CallerScript.forQueue(queue)
                .withCaller("5551", "Caller")
                .withDialled(queue)
                .withVariables(variables)
                .withComebacks("again".equals(inputs.get("USHER_DATA")) ? 1 : 0);
        String uniqueId = with(model -> model.call(script).orElseThrow());
        return new Caller() {
            @Override
            public void hangUp() {
                with(model -> {
                    model.hangUp(uniqueId);
                    return true;
                });
            }

            @Override
            public void press(String keys) {
                with(model -> {
                    keys.chars().forEach(key -> model.press(uniqueId, String.valueOf((char) key)));
                    return true;
                });
            }
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
