-- The history: a mirror of the engine's events. Times are epoch milliseconds. Every fact is written once, in one place: a contact's queue,
-- agent and outcome are those of its queue entries and talks. Ids come from the command log, so that writing twice would change nothing.

CREATE TABLE contacts (
    contact_id     BIGINT       NOT NULL PRIMARY KEY,
    channel        VARCHAR(16)  NOT NULL,
    pbx_id         INT          NOT NULL,
    unique_id      VARCHAR(150) NOT NULL,
    caller         VARCHAR(80)  NOT NULL,
    caller_name    VARCHAR(190) NOT NULL,
    dialled        VARCHAR(80)  NOT NULL,
    language       VARCHAR(40)  NOT NULL,
    customer       VARCHAR(190) NOT NULL,
    data           TEXT         NOT NULL,
    arrived_at_ms  BIGINT       NOT NULL,
    enqueued_at_ms BIGINT       NOT NULL,
    ended_at_ms    BIGINT       NULL,
    ended_by       VARCHAR(16)  NULL,
    KEY by_time (enqueued_at_ms, contact_id),
    KEY by_caller (caller, enqueued_at_ms)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE queue_entries (
    entry_id       BIGINT      NOT NULL PRIMARY KEY,
    contact_id     BIGINT      NOT NULL,
    queue_id       INT         NOT NULL,
    priority       INT         NOT NULL,
    queued_at_ms   BIGINT      NOT NULL,
    enqueued_at_ms BIGINT      NOT NULL,
    ended_at_ms    BIGINT      NULL,
    outcome        VARCHAR(24) NULL,
    waited_ms      BIGINT      NULL,
    KEY by_contact (contact_id, entry_id),
    KEY by_queue (queue_id, queued_at_ms)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Contacts that a queue did not let in.
CREATE TABLE refusals (
    log_index  BIGINT      NOT NULL,
    number     INT         NOT NULL,
    contact_id BIGINT      NOT NULL,
    queue_id   INT         NOT NULL,
    at_ms      BIGINT      NOT NULL,
    status     VARCHAR(24) NOT NULL,
    PRIMARY KEY (log_index, number),
    KEY by_contact (contact_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE offers (
    offer_id    BIGINT      NOT NULL PRIMARY KEY,
    contact_id  BIGINT      NOT NULL,
    queue_id    INT         NOT NULL,
    agent_id    INT         NOT NULL,
    made_at_ms  BIGINT      NOT NULL,
    waited_ms   BIGINT      NOT NULL,
    ended_at_ms BIGINT      NULL,
    outcome     VARCHAR(24) NULL,
    ring_ms     BIGINT      NULL,
    KEY by_contact (contact_id),
    KEY by_agent (agent_id, made_at_ms)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE talks (
    offer_id        BIGINT      NOT NULL PRIMARY KEY,
    contact_id      BIGINT      NOT NULL,
    entry_id        BIGINT      NOT NULL,
    queue_id        INT         NOT NULL,
    agent_id        INT         NOT NULL,
    connected_at_ms BIGINT      NOT NULL,
    ended_at_ms     BIGINT      NULL,
    talk_ms         BIGINT      NULL,
    hold_ms         BIGINT      NULL,
    KEY by_contact (contact_id),
    KEY by_agent (agent_id, connected_at_ms)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE agent_states (
    log_index  BIGINT      NOT NULL,
    number     INT         NOT NULL,
    agent_id   INT         NOT NULL,
    at_ms      BIGINT      NOT NULL,
    from_state VARCHAR(24) NOT NULL,
    to_state   VARCHAR(24) NOT NULL,
    reason_id  INT         NOT NULL,
    cause      VARCHAR(24) NULL,
    PRIMARY KEY (log_index, number),
    KEY by_agent (agent_id, at_ms)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- What the ids of the configuration were called, and when: from from_ms on, until just before until_ms.
CREATE TABLE config_names (
    kind     VARCHAR(8)   NOT NULL,
    id       INT          NOT NULL,
    revision BIGINT       NOT NULL,
    name     VARCHAR(190) NOT NULL,
    title    VARCHAR(190) NOT NULL,
    from_ms  BIGINT       NOT NULL,
    until_ms BIGINT       NOT NULL,
    PRIMARY KEY (kind, id, revision),
    KEY by_name (kind, name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- How far the history has come in which log: written in the transaction of the facts themselves.
CREATE TABLE history_cursor (
    id        INT          NOT NULL PRIMARY KEY,
    log_id    VARCHAR(64)  NOT NULL,
    log_index BIGINT       NOT NULL,
    number    INT          NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
