-- Transfers: a contact has any number of talks, also with people whom no offer brought, and an offer may ring several agents at once.

-- A talk that an offer led to has the offer's id; one that a transfer led to has an id of its own, which is negative, and no entry (0).
-- Both may come again: a leg may hear the same customer twice, and a merge takes a talk over into another contact.
-- agent_id 0 is somebody outside; device_id is told of transfers only, 0 for a phone that is not ours.
ALTER TABLE talks
    CHANGE offer_id talk_id BIGINT NOT NULL,
    ADD COLUMN device_id INT NOT NULL DEFAULT 0 AFTER agent_id,
    ADD COLUMN ended_by VARCHAR(16) NULL AFTER ended_at_ms,
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (talk_id, contact_id, connected_at_ms);

-- An offer is told once for each agent it rings, each with an outcome of his own; a merge takes one over into another contact.
ALTER TABLE offers
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (offer_id, agent_id, contact_id);

-- By how much the contact stands further in front than its wait alone would place it.
ALTER TABLE queue_entries
    ADD COLUMN credit_ms BIGINT NOT NULL DEFAULT 0 AFTER enqueued_at_ms;

-- An agent gave the contact's call away; where it went is told by its next talk or queue entry, or by its end.
CREATE TABLE transfers (
    log_index     BIGINT NOT NULL,
    number        INT    NOT NULL,
    contact_id    BIGINT NOT NULL,
    from_agent_id INT    NOT NULL,
    at_ms         BIGINT NOT NULL,
    PRIMARY KEY (log_index, number),
    KEY by_contact (contact_id),
    KEY by_agent (from_agent_id, at_ms)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- A contact took the place of the contact by which its agent had consulted a queue, and which ended with that.
CREATE TABLE merges (
    log_index          BIGINT NOT NULL,
    number             INT    NOT NULL,
    contact_id         BIGINT NOT NULL,
    consult_contact_id BIGINT NOT NULL,
    at_ms              BIGINT NOT NULL,
    PRIMARY KEY (log_index, number),
    KEY by_contact (contact_id),
    KEY by_consult_contact (consult_contact_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
