package org.usher.telephony.ami;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.asteriskjava.manager.action.ManagerAction;
import org.jspecify.annotations.Nullable;

/**
 * The actions that Asterisk has not answered yet: matches responses and list rows to them by ActionID and ends each exactly once, by
 * response, time or loss of the connection. At most {@code window} are on the way; the others wait in order, and their time runs while
 * they wait. This bounds what is buffered towards an Asterisk that does not read.
 */
final class Requests {
    private static final int MAX_WAITING = 50_000;

    private final LongSupplier nowMs;
    private final int window;
    private final Map<String, Request> onTheWay = new LinkedHashMap<>();
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private @Nullable Wire wire;
    private long sequence;

    private record Request(String id, ManagerAction action, ReplyHandler handler, long dueMs) {}

    Requests(LongSupplier nowMs, int window) {
        this.nowMs = nowMs;
        this.window = window;
    }

    void attach(Wire newWire) {
        wire = newWire;
    }

    /** The connection is gone: everything open ends as {@link Reply.Lost}. */
    void detach(String why) {
        wire = null;
        List<Request> lost = new ArrayList<>(onTheWay.values());
        lost.addAll(waiting);
        onTheWay.clear();
        waiting.clear();
        for (Request request : lost) {
            request.handler.end(new Reply.Lost(why));
        }
    }

    void send(ManagerAction action, int timeoutMs, ReplyHandler handler) {
        if (wire == null) {
            handler.end(new Reply.Lost("not connected"));
            return;
        }
        if (waiting.size() >= MAX_WAITING) {
            handler.end(new Reply.Refused("too many actions wait for Asterisk already"));
            return;
        }
        String id = "usher-" + ++sequence;
        action.setActionId(id);
        waiting.add(new Request(id, action, handler, nowMs.getAsLong() + timeoutMs));
        fillWindow();
    }

    private void fillWindow() {
        Wire out = wire;
        while (out != null && onTheWay.size() < window && !waiting.isEmpty()) {
            Request request = waiting.remove();
            onTheWay.put(request.id, request);
            out.write(request.action);
        }
    }

    /** {@return whether the message belonged to one of our actions} */
    boolean take(AmiMessage message) {
        String id = message.get("ActionID");
        Request request = id.isEmpty() ? null : onTheWay.get(id);
        if (request == null) {
            return message.has("Response") || id.startsWith("usher-");
        }
        if (message.has("Response")) {
            onResponse(request, message);
        } else if (message.get("EventList").equalsIgnoreCase("Complete")) {
            end(request, new Reply.Success(message));
        } else if (message.get("EventList").equalsIgnoreCase("Cancelled")) {
            end(request, new Reply.Refused("Asterisk cancelled the list"));
        } else {
            request.handler.row(message);
        }
        return true;
    }

    private void onResponse(Request request, AmiMessage message) {
        String response = message.get("Response");
        if (response.equalsIgnoreCase("Error")) {
            end(request, new Reply.Refused(message.get("Message")));
        } else if (!message.get("EventList").equalsIgnoreCase("start")) {
            end(request, new Reply.Success(message));
        }
    }

    private void end(Request request, Reply reply) {
        onTheWay.remove(request.id);
        request.handler.end(reply);
        fillWindow();
    }

    void onTime(long now) {
        List<Request> late = new ArrayList<>();
        collectLate(onTheWay.values().iterator(), now, late);
        collectLate(waiting.iterator(), now, late);
        for (Request request : late) {
            request.handler.end(new Reply.TimedOut());
        }
        fillWindow();
    }

    private static void collectLate(Iterator<Request> requests, long now, List<Request> late) {
        while (requests.hasNext()) {
            Request request = requests.next();
            if (request.dueMs <= now) {
                requests.remove();
                late.add(request);
            }
        }
    }

    int open() {
        return onTheWay.size() + waiting.size();
    }
}
