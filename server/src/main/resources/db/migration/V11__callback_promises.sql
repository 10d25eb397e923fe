-- One entry of the log may open several stays in lines: several contacts', as their windows open, or one's after another, as it overflows.
ALTER TABLE queue_entries
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (entry_id, contact_id, queue_id);

-- What became of promises to call customers in a window: KEPT is a talk with an agent within it, attempts are calls to the customer's phone
-- within it.
CREATE TABLE callback_promises (
    log_index  BIGINT      NOT NULL,
    number     INT         NOT NULL,
    contact_id BIGINT      NOT NULL,
    queue_id   INT         NOT NULL,
    from_ms    BIGINT      NOT NULL,
    until_ms   BIGINT      NOT NULL,
    attempts   INT         NOT NULL,
    outcome    VARCHAR(24) NOT NULL,
    at_ms      BIGINT      NOT NULL,
    PRIMARY KEY (log_index, number),
    KEY by_contact (contact_id),
    KEY by_queue (queue_id, from_ms)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
