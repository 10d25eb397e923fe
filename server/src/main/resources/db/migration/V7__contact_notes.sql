-- What agents said of their contacts: each time anew, so that nothing is lost that was once said. disposition is a name of the centre's
-- configuration, as it was then; either text may be empty.
CREATE TABLE contact_notes (
    log_index   BIGINT       NOT NULL,
    number      INT          NOT NULL,
    contact_id  BIGINT       NOT NULL,
    agent_id    INT          NOT NULL,
    at_ms       BIGINT       NOT NULL,
    disposition VARCHAR(80)  NOT NULL,
    note        TEXT         NOT NULL,
    PRIMARY KEY (log_index, number),
    KEY by_contact (contact_id, log_index)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
