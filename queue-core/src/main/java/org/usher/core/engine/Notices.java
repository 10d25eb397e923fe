package org.usher.core.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command.SetQueueNotice;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.QueueNotice;
import org.usher.core.api.ReplyCode;

/** What supervisors let everybody know of their queues. */
final class Notices {
    private final State state;
    private final Step step;
    private final Lines lines;

    Notices(State state, Step step, Lines lines) {
        this.state = state;
        this.step = step;
        this.lines = lines;
    }

    /** A person sets a notice, or takes it back. */
    void handle(SetQueueNotice request) {
        QueueRecord queue = request.queueId() <= 0 ? null : state.queues.get(request.queueId());
        ReplyCode code;
        if (queue == null || queue.vanished) {
            code = ReplyCode.UNKNOWN_QUEUE;
        } else if (request.text().isEmpty()) {
            code = queue.notice == null ? ReplyCode.UNCHANGED : ReplyCode.ACCEPTED;
            over(queue);
        } else {
            code = set(queue, request);
        }
        if (request.requestId() != 0) {
            step.effect(new Effect.Reply(request.requestId(), code));
        }
    }

    /** The queue has no notice any more. */
    void over(QueueRecord queue) {
        if (queue.notice != null) {
            state.deadlines.cancel(queue.noticeEnd);
            show(queue, null);
        }
    }

    private ReplyCode set(QueueRecord queue, SetQueueNotice request) {
        QueueNotice before = queue.notice;
        QueueNotice notice = new QueueNotice(
                request.text(),
                request.sound(),
                before == null || !before.text().equals(request.text()) ? step.nowMs() : before.sinceMs(),
                Math.max(0, request.untilMs()));
        if (Objects.equals(notice, before)) {
            return ReplyCode.UNCHANGED;
        }
        state.deadlines.cancel(queue.noticeEnd);
        if (notice.untilMs() != 0) {
            state.deadlines.set(queue.noticeEnd, Math.max(step.nowMs(), notice.untilMs()));
        }
        show(queue, notice);
        return ReplyCode.ACCEPTED;
    }

    private void show(QueueRecord queue, @Nullable QueueNotice notice) {
        String soundBefore = queue.noticeSound();
        state.hash.touch(queue);
        queue.notice = notice;
        step.event(new Event.QueueNoticeChanged(step.nowMs(), queue.queueId, notice));
        if (!queue.noticeSound().equals(soundBefore)) {
            lines.publishAnew(queue);
        }
    }
}
