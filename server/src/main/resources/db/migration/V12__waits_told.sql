-- What callers in line were told of the rest of their waits. from_minutes 0: "less than"; to_minutes 0: "more than"; both alike: "about". The
-- cause is why it was more than the caller was told before, with the agents there, or what a call takes (ms), before and then.
CREATE TABLE waits_told (
    log_index    BIGINT      NOT NULL,
    number       INT         NOT NULL,
    contact_id   BIGINT      NOT NULL,
    entry_id     BIGINT      NOT NULL,
    queue_id     INT         NOT NULL,
    at_ms        BIGINT      NOT NULL,
    from_minutes INT         NOT NULL,
    to_minutes   INT         NOT NULL,
    mean_ms      BIGINT      NOT NULL,
    p50_ms       BIGINT      NOT NULL,
    p90_ms       BIGINT      NOT NULL,
    cause        VARCHAR(24) NULL,
    before_cause BIGINT      NULL,
    with_cause   BIGINT      NULL,
    PRIMARY KEY (log_index, number),
    KEY by_contact (contact_id, log_index)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
