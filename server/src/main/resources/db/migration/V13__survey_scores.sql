-- What customers said of their talks when they were over: at most one score of a contact, 1 to 5.
CREATE TABLE survey_scores (
    log_index  BIGINT  NOT NULL,
    number     INT     NOT NULL,
    contact_id BIGINT  NOT NULL,
    queue_id   INT     NOT NULL,
    agent_id   INT     NOT NULL,
    at_ms      BIGINT  NOT NULL,
    score      TINYINT NOT NULL,
    PRIMARY KEY (log_index, number),
    KEY by_contact (contact_id, log_index),
    KEY by_time (at_ms)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
