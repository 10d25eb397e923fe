package org.usher.server;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.Command.AgentRequest;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.EngineView;
import org.usher.core.api.EngineView.AgentView;
import org.usher.server.engine.EngineRoom;

/**
 * The people of a simulated centre. They log in, take breaks, finish their after-call work early now and then, and come back after calls
 * they let ring; all by the same requests as real people. What each does next follows from the agent's state alone, so they pick up where
 * they were after a restart.
 */
final class SimulatedAgents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedAgents.class);
    private static final long LOOK_EVERY_MS = 2_000;

    /** Chances at each look, which make means: a break every six minutes, for half a minute. */
    private static final double TAKES_BREAK = 1 / 180.0;

    private static final double ENDS_BREAK = 1 / 15.0;
    private static final double ENDS_WRAP_UP = 1 / 8.0;
    private static final double WAKES_UP = 1 / 4.0;

    private final EngineRoom room;
    private final int pbxId;
    private final String exceptAgent;
    private final SplittableRandom random;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("usher-sim-agents").daemon().factory());

    /** @param exceptAgent name of the one who is left to a person */
    SimulatedAgents(EngineRoom room, int pbxId, long seed, String exceptAgent) {
        this.room = room;
        this.exceptAgent = exceptAgent;
        this.pbxId = pbxId;
        this.random = new SplittableRandom(seed);
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            EngineView view = room.loop().view().get(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
            List<Configuration.Device> phones = view.configuration().devices().stream()
                    .filter(device -> device.pbxId() == pbxId && device.kind() == DeviceKind.PHONE)
                    .toList();
            List<AgentView> agents = view.agents();
            int left = left(view.configuration());
            for (int i = 0; i < Math.min(phones.size(), agents.size()); i++) {
                AgentView agent = agents.get(i);
                if (agent.agentId() == left) {
                    continue;
                }
                LongFunction<AgentRequest> request = next(agent, phones.get(i).deviceId(), view.configuration());
                if (request != null) {
                    var _ = room.requests().ask(request).whenComplete((code, failure) -> {
                        if (failure != null) {
                            LOG.warn("Simulated agent {} got no answer: {}", agent.agentId(), failure.getMessage());
                        } else {
                            LOG.debug("Simulated agent {}: {}", agent.agentId(), code);
                        }
                    });
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The simulated agents cannot see the engine: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // an executor would end the rounds without a word
            LOG.error("The simulated agents' round failed", e);
        }
    }

    private int left(Configuration configuration) {
        return configuration.agents().stream()
                .filter(agent -> agent.name().equals(exceptAgent))
                .mapToInt(Configuration.Agent::agentId)
                .findFirst()
                .orElse(0);
    }

    /** What this agent asks for now, if anything. */
    private @Nullable LongFunction<AgentRequest> next(AgentView agent, int deviceId, Configuration configuration) {
        int agentId = agent.agentId();
        double mood = random.nextDouble();
        return switch (agent.state()) {
            case LOGGED_OUT -> id -> new Command.LogIn(id, agentId, List.of(deviceId));
            case READY -> {
                List<Configuration.PauseReason> reasons = configuration.pauseReasons();
                if (mood >= TAKES_BREAK || reasons.isEmpty()) {
                    yield null;
                }
                int reasonId = reasons.get(random.nextInt(reasons.size())).reasonId();
                yield id -> new Command.Pause(id, agentId, reasonId);
            }
            case PAUSED -> mood < ENDS_BREAK ? id -> new Command.Resume(id, agentId) : null;
            case NOT_RESPONDING -> mood < WAKES_UP ? id -> new Command.Resume(id, agentId) : null;
            case WRAP_UP -> mood < ENDS_WRAP_UP ? id -> new Command.EndWrapUp(id, agentId) : null;
            case OFFERED, ON_CONTACT, CONSULTING, UNREACHABLE, BUSY_ELSEWHERE -> null;
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
