package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ReplyCode;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Access;

/** Requests about one agent, named by name or number. They are answered when the engine has decided. */
final class AgentEndpoints {
    private final RequestDesk desk;
    private final Supplier<Configuration> configuration;

    AgentEndpoints(RequestDesk desk, Supplier<Configuration> configuration) {
        this.desk = desk;
        this.configuration = configuration;
    }

    /** @param devices endpoints such as {@code "alice-desk"}, or {@code "1/alice-desk"} with the number of the PBX */
    record LoginBody(@Nullable List<String> devices) {}

    /** @param reason name of a pause reason */
    record PauseBody(@Nullable String reason) {}

    /** Makes the request for an agent from what was sent. */
    private interface Maker {
        LongFunction<Command.AgentRequest> make(int agentId, Request request);
    }

    List<Route> routes() {
        return List.of(
                action("login", "The agent goes to work on these devices", LoginBody.class, this::logIn),
                action(
                        "logout",
                        "The agent goes home; during a call, after it",
                        null,
                        (agentId, request) -> id -> new Command.LogOut(id, agentId)),
                action("pause", "The agent is offered nothing; during a call, after it", PauseBody.class, this::pause),
                action(
                        "resume",
                        "The agent takes contacts again",
                        null,
                        (agentId, request) -> id -> new Command.Resume(id, agentId)),
                action(
                        "wrap-up/end",
                        "The agent has finished after-call work",
                        null,
                        (agentId, request) -> id -> new Command.EndWrapUp(id, agentId)));
    }

    private Route action(String name, String summary, @Nullable Class<?> body, Maker maker) {
        return new Route(
                HttpMethod.POST,
                "/api/v1/agents/{agent}/" + name,
                Access.AGENTS_WRITE,
                Route.Doc.action(summary, body, EngineAnswer.class),
                (Route.Answering) request -> {
                    Configuration.Agent agent = agent(request);
                    return ask(agent, maker.make(agent.agentId(), request));
                });
    }

    private Configuration.Agent agent(Request request) {
        return request.agent(configuration.get().agents());
    }

    private LongFunction<Command.AgentRequest> logIn(int agentId, Request request) {
        List<String> names = JsonBody.read(request, LoginBody.class).devices();
        if (names == null || names.isEmpty() || names.size() > 10) {
            throw JsonBody.invalid("devices", null, "name one to ten devices, for example [\"alice-desk\"]");
        }
        List<Integer> deviceIds = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            deviceIds.add(device("devices[" + i + "]", names.get(i)));
        }
        return id -> new Command.LogIn(id, agentId, deviceIds);
    }

    private int device(String field, @Nullable String given) {
        List<Configuration.Device> found = configuration.get().devices().stream()
                .filter(device ->
                        device.endpoint().equals(given) || (device.pbxId() + "/" + device.endpoint()).equals(given))
                .toList();
        return switch (found.size()) {
            case 1 -> found.getFirst().deviceId();
            case 0 -> throw JsonBody.invalid(field, given, "no such device in the configuration");
            default ->
                throw JsonBody.invalid(
                        field,
                        given,
                        "on several PBXs; say which: "
                                + found.stream()
                                        .map(device -> device.pbxId() + "/" + device.endpoint())
                                        .collect(Collectors.joining(", ")));
        };
    }

    private LongFunction<Command.AgentRequest> pause(int agentId, Request request) {
        String reason = JsonBody.read(request, PauseBody.class).reason();
        List<Configuration.PauseReason> reasons = configuration.get().pauseReasons();
        int reasonId = reasons.stream()
                .filter(known -> known.name().equals(reason))
                .findFirst()
                .orElseThrow(() -> JsonBody.invalid(
                        "reason",
                        reason,
                        "one of: "
                                + reasons.stream()
                                        .map(Configuration.PauseReason::name)
                                        .collect(Collectors.joining(", "))))
                .reasonId();
        return id -> new Command.Pause(id, agentId, reasonId);
    }

    private CompletionStage<Answer> ask(Configuration.Agent agent, LongFunction<Command.AgentRequest> request) {
        return EngineAnswer.to(desk.ask(request), code -> answer(agent, code));
    }

    private static Answer answer(Configuration.Agent agent, ReplyCode code) {
        return switch (code) {
            case ACCEPTED, UNCHANGED -> Answer.json(200, new EngineAnswer(code));
            case ACCEPTED_PENDING -> Answer.json(202, new EngineAnswer(code));
            case UNKNOWN_AGENT, UNKNOWN_DEVICE, UNKNOWN_REASON, UNKNOWN_QUEUE -> EngineAnswer.configurationChanged();
            case DEVICE_IN_USE ->
                EngineAnswer.conflict(
                        "device-in-use", "Another agent is logged in on such a device; log that one out first.");
            case LOGGED_IN_ELSEWHERE ->
                EngineAnswer.conflict(
                        "logged-in-elsewhere", agent.name() + " is logged in on other devices; log out first.");
            case NOT_LOGGED_IN ->
                EngineAnswer.conflict("not-logged-in", agent.name() + " is not logged in; log in first.");
            case NOT_IN_WRAP_UP -> EngineAnswer.conflict("not-in-wrap-up", agent.name() + " is not in wrap-up.");
            case UNKNOWN_CONTACT, NOT_WAITING, ON_OFFER, CLOSED, WRONG_CHANNEL, NOT_HIS_CONTACT, OUT_OF_RANGE ->
                throw new IllegalStateException("the engine answered " + code + " to a request about an agent");
        };
    }
}
