-- What was recorded of a contact's talks: two files each, named by contact_id and recording_id, which is when the PBX began (epoch ms).
-- recorded_ms is how much sound the shorter file holds, -1 if one is missing; talk_ms how much it should, -1 if that is not known.
-- An end that was never told (the PBX crashed, or the link was down) leaves ended_at_ms and what follows it null.
CREATE TABLE recordings (
    contact_id    BIGINT  NOT NULL,
    recording_id  BIGINT  NOT NULL,
    pbx_id        INT     NOT NULL,
    started_at_ms BIGINT  NOT NULL,
    ended_at_ms   BIGINT  NULL,
    paused        BOOLEAN NULL,
    recorded_ms   BIGINT  NULL,
    talk_ms       BIGINT  NULL,
    incomplete    BOOLEAN NULL,
    PRIMARY KEY (contact_id, recording_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
