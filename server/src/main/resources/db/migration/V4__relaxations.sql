-- A contact in line came to a later step of its queue's plan, counted from 1: from then on more agents might serve it.
CREATE TABLE relaxations (
    log_index  BIGINT NOT NULL,
    number     INT    NOT NULL,
    contact_id BIGINT NOT NULL,
    queue_id   INT    NOT NULL,
    at_ms      BIGINT NOT NULL,
    plan_step  INT    NOT NULL,
    PRIMARY KEY (log_index, number),
    KEY by_contact (contact_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
