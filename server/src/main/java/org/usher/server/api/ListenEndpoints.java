package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;
import org.usher.server.security.Access;
import org.usher.server.security.Principal;
import org.usher.server.security.Role;
import org.usher.server.supervisor.ListenDesk;
import org.usher.server.supervisor.ListenMode;
import org.usher.server.supervisor.ListenWord;
import org.usher.server.supervisor.LiveContacts;
import org.usher.server.supervisor.Supervision;

/** A supervisor listens to the talk an agent is in: of the queue that the talk is of, which must be one he answers for. */
final class ListenEndpoints {
    private final Supervision supervision;
    private final Supplier<Configuration> configuration;

    ListenEndpoints(Supervision supervision, Supplier<Configuration> configuration) {
        this.supervision = supervision;
        this.configuration = configuration;
    }

    /**
     * @param device the supervisor's phone, an endpoint such as {@code "sofia-desk"} or {@code "1/sofia-desk"} with the number of the PBX:
     *     one at which he is logged in as an agent, or that any supervisor may use; the one at which he is logged in if absent
     * @param mode SPY (nobody hears him), WHISPER (the agent does) or BARGE (both do)
     */
    record ListenBody(@Nullable String device, @Nullable ListenMode mode) {}

    /** @param result RINGING (his phone rings), CHANGED (he listens already, in this mode from now on) or ENDED */
    record ListenResult(ListenWord result) {}

    /** @param listens false while the phone rings */
    record ListenerRow(String listener, String device, ListenMode mode, boolean listens) {}

    /** @param phones at which who asks may listen to it, as {@code <pbx>/<endpoint>}: his own, and those that any supervisor may use */
    record ListenersAnswer(List<ListenerRow> listeners, List<String> phones) {}

    List<Route> routes() {
        String path = "/api/v1/agents/{agent}/listen";
        return List.of(
                new Route(
                        HttpMethod.GET,
                        path,
                        Access.LISTEN,
                        Route.Doc.json("Who listens to the talk that the agent is in", ListenersAnswer.class),
                        (Route.Answering) request -> completedFuture(Answer.json(200, listeners(request)))),
                new Route(
                        HttpMethod.POST,
                        path,
                        Access.LISTEN,
                        Route.Doc.action(
                                "Call my phone and let me hear the talk that the agent is in, until it is over; again with another mode: change to it",
                                ListenBody.class,
                                ListenResult.class),
                        (Route.Answering) this::listen),
                new Route(
                        HttpMethod.DELETE,
                        path,
                        Access.LISTEN,
                        Route.Doc.action(
                                "Listen to the agent's talk no longer; an administrator ends it for everybody",
                                null,
                                ListenResult.class),
                        (Route.Answering) this::end));
    }

    private ListenersAnswer listeners(Request request) {
        List<LiveContacts.Row> talks = supervision
                .contacts()
                .talkOf(agent(request).agentId())
                .stream()
                .filter(talk -> Remits.covers(request.principal(), talk.queueId(), configuration.get()))
                .toList();
        return new ListenersAnswer(
                talks.stream()
                        .flatMap(talk -> supervision.listening().listenersTo(talk.contactId()).stream())
                        .map(listener -> new ListenerRow(
                                listener.listener(),
                                endpoint(listener.deviceId()),
                                listener.mode(),
                                listener.listens()))
                        .toList(),
                talks.stream()
                        .flatMap(talk -> phones(talk.details().pbxId()).stream())
                        .filter(device -> isHis(request.principal(), device) || isFree(device))
                        .map(device -> device.pbxId() + "/" + device.endpoint())
                        .toList());
    }

    private CompletionStage<Answer> listen(Request request) {
        ListenBody body = JsonBody.read(request, ListenBody.class);
        ListenMode mode = body.mode();
        if (mode == null) {
            throw JsonBody.invalid("mode", null, "one of: SPY, WHISPER, BARGE");
        }
        Configuration.Agent agent = agent(request);
        LiveContacts.Row talk = talk(request, agent);
        int pbxId = talk.details().pbxId();
        Configuration.Device device = device(request.principal(), body.device(), pbxId);
        ListenDesk.Order order = new ListenDesk.Order(
                talk.contactId(),
                Set.copyOf(supervision.phones().of(agent.agentId())),
                device.deviceId(),
                mode,
                request.principal().name(),
                mode.name().toLowerCase(Locale.ROOT) + ": " + agent.title());
        String detail = mode + " on contact " + talk.contactId() + " by " + device.endpoint();
        return supervision
                .listening()
                .listen(pbxId, order)
                .thenApply(word -> answer(word, agent, device).noted(null, detail + ": " + word));
    }

    private CompletionStage<Answer> end(Request request) {
        Configuration.Agent agent = agent(request);
        LiveContacts.Row talk = talk(request, agent);
        Principal principal = request.principal();
        boolean all =
                principal instanceof Principal.Person person && person.roles().contains(Role.ADMIN);
        return supervision
                .listening()
                .end(talk.details().pbxId(), talk.contactId(), name -> all || name.equals(principal.name()))
                .thenApply(word -> answer(word, agent, null).noted(null, "contact " + talk.contactId() + ": " + word));
    }

    private Configuration.Agent agent(Request request) {
        return request.agent(configuration.get().agents());
    }

    /** The talk he is in, which must be of a queue of the principal's, whatever other queues the agent serves. */
    private LiveContacts.Row talk(Request request, Configuration.Agent agent) {
        LiveContacts.Row talk = supervision
                .contacts()
                .talkOf(agent.agentId())
                .orElseThrow(() -> Problem.of(409, "not-talking", agent.name() + " is in no talk just now.")
                        .asException());
        if (!Remits.covers(request.principal(), talk.queueId(), configuration.get())) {
            throw Problem.of(
                            403,
                            "not-your-queue",
                            "The talk that " + agent.name() + " is in is of none of the queues that "
                                    + request.principal().name() + " answers for.")
                    .asException();
        }
        return talk;
    }

    private List<Configuration.Device> phones(int pbxId) {
        return configuration.get().devices().stream()
                .filter(device -> device.kind() == DeviceKind.PHONE && device.pbxId() == pbxId)
                .toList();
    }

    private Configuration.Device device(Principal principal, @Nullable String given, int pbxId) {
        if (given == null) {
            return phones(pbxId).stream()
                    .filter(device -> isHis(principal, device))
                    .findFirst()
                    .orElseThrow(() -> JsonBody.invalid(
                            "device",
                            null,
                            "name a phone of PBX " + pbxId + ", where the talk is; you are logged in at none there"));
        }
        Configuration.Device device = phones(pbxId).stream()
                .filter(one -> one.endpoint().equals(given) || (pbxId + "/" + one.endpoint()).equals(given))
                .findFirst()
                .orElseThrow(() -> JsonBody.invalid(
                        "device", given, "no phone of PBX " + pbxId + ", where the talk is, has that endpoint"));
        if (!isHis(principal, device) && !isFree(device)) {
            throw Problem.of(
                            403,
                            "not-your-phone",
                            given + " is not yours to listen at: log in there as an agent, or take one that has"
                                    + " listening = true in the centre's file and at which nobody else is logged in.")
                    .asException();
        }
        return device;
    }

    private boolean isHis(Principal principal, Configuration.Device device) {
        return own(principal).contains(device.deviceId());
    }

    /** Whether any supervisor may listen there, and nobody is logged in there. */
    private boolean isFree(Configuration.Device device) {
        return supervision.listening().isShared(device.pbxId(), device.endpoint())
                && supervision.phones().agentAt(device.deviceId()).isEmpty();
    }

    /** The devices at which he is logged in as the agent that he is. */
    private List<Integer> own(Principal principal) {
        String name = principal instanceof Principal.Person person ? person.agent() : null;
        return configuration.get().agents().stream()
                .filter(agent -> agent.name().equals(name))
                .findFirst()
                .map(agent -> supervision.phones().of(agent.agentId()))
                .orElse(List.of());
    }

    private String endpoint(int deviceId) {
        return configuration.get().devices().stream()
                .filter(device -> device.deviceId() == deviceId)
                .findFirst()
                .map(Configuration.Device::endpoint)
                .orElse(Integer.toString(deviceId));
    }

    private static Answer answer(ListenWord word, Configuration.Agent agent, Configuration.@Nullable Device device) {
        return switch (word) {
            case RINGING -> Answer.json(202, new ListenResult(word));
            case CHANGED, ENDED -> Answer.json(200, new ListenResult(word));
            case NOBODY -> EngineAnswer.conflict("nobody-listens", "You do not listen to " + agent.name() + ".");
            case UNKNOWN, NOT_TALKING ->
                EngineAnswer.conflict("not-talking", agent.name() + " is in no talk that can be listened to just now.");
            case PHONE_NOT_FREE ->
                EngineAnswer.conflict(
                        "phone-not-free",
                        (device == null ? "The phone" : device.endpoint())
                                + " is in use or not registered, or listens already; another phone may do.");
            case FULL -> EngineAnswer.conflict("too-many-listen", "As many listen already as may on that PBX.");
            case NOT_ALLOWED ->
                EngineAnswer.conflict(
                        "pbx-does-not-allow",
                        "Asterisk does not let Usher call phones: its AMI user needs originate among the rights of write"
                                + " (conf/asterisk/manager-usher.conf).");
            case NOT_CONFIRMED ->
                Answer.problem(Problem.of(
                        504, "not-confirmed", "The PBX has not said that it obeyed; look who listens, and try again."));
        };
    }
}
