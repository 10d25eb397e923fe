-- What customers and agents wrote in chats, in the order in which it was said: that of the log. agent_id is 0 for the customer.
CREATE TABLE chat_messages (
    log_index  BIGINT NOT NULL,
    number     INT    NOT NULL,
    contact_id BIGINT NOT NULL,
    agent_id   INT    NOT NULL,
    at_ms      BIGINT NOT NULL,
    text       TEXT   NOT NULL,
    PRIMARY KEY (log_index, number),
    KEY by_contact (contact_id, log_index)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
