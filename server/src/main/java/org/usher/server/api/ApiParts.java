package org.usher.server.api;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.usher.server.agent.DeskFeed;
import org.usher.server.call.CallDesk;
import org.usher.server.callback.CallbackDesk;
import org.usher.server.centre.CentreDesk;
import org.usher.server.chat.ChatFeed;
import org.usher.server.engine.EngineEye;
import org.usher.server.engine.RequestDesk;
import org.usher.server.estimate.EstimatedWaits;
import org.usher.server.followup.FollowUps;
import org.usher.server.history.ContactHistory;
import org.usher.server.history.RecordingHistory;
import org.usher.server.mail.Mails;
import org.usher.server.metrics.Health;
import org.usher.server.metrics.MetricsPage;
import org.usher.server.recording.RecordingDesk;
import org.usher.server.recording.RecordingFiles;
import org.usher.server.supervisor.Supervision;
import org.usher.server.survey.Surveys;
import org.usher.server.wallboard.Wallboard;
import org.usher.server.wallboard.WallboardFeed;
import org.usher.server.webhook.WebhookDesk;

/** What the API shows and reaches. {@code clockMs} is epoch ms. */
public record ApiParts(
        Wallboard wallboard,
        WallboardFeed feed,
        ContactHistory contacts,
        RecordingHistory recordings,
        RecordingFiles recordingFiles,
        RecordingDesk recordingDesk,
        CallDesk callDesk,
        RequestDesk desk,
        CentreDesk centre,
        EngineEye engine,
        EstimatedWaits waits,
        ContactQueues contactQueues,
        DeskFeed desks,
        Customers customers,
        CallbackDesk callbacks,
        FollowUps followUps,
        ChatFeed chats,
        Surveys surveys,
        Optional<Mails> mails,
        WebhookDesk webhooks,
        Supervision supervision,
        Guard guard,
        Health health,
        MetricsPage metrics,
        LongSupplier clockMs) {}
