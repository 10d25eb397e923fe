-- Who may log in, what programs may do, who is logged in, and what was done.

-- A person. roles: names with commas between. remit_all: answers for all queues, else for those in people_queues. agent: name of the agent
-- of the centre that he is. password_hash: Argon2id.
CREATE TABLE people (
    person_id     BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name          VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    display_name  VARCHAR(190) NOT NULL,
    roles         VARCHAR(190) NOT NULL,
    remit_all     BOOLEAN      NOT NULL,
    agent         VARCHAR(190) COLLATE utf8mb4_bin NULL,
    disabled      BOOLEAN      NOT NULL,
    must_change   BOOLEAN      NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    UNIQUE KEY people_name (name),
    UNIQUE KEY people_agent (agent)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE people_queues (
    person_id BIGINT       NOT NULL,
    queue     VARCHAR(190) COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (person_id, queue)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- A program. digest: SHA-256 of its token in hexadecimal, the token itself is nowhere. expires_at_ms: NULL for never.
CREATE TABLE integration_tokens (
    name          VARCHAR(80) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    scopes        VARCHAR(255) NOT NULL,
    digest        CHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at_ms BIGINT       NOT NULL,
    expires_at_ms BIGINT       NULL,
    UNIQUE KEY integration_tokens_digest (digest)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Somebody who is logged in. digest: as above, of the secret in his cookie. last_seen_at_ms is written about once a minute.
CREATE TABLE sessions (
    digest          CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    person_id       BIGINT      NOT NULL,
    created_at_ms   BIGINT      NOT NULL,
    last_seen_at_ms BIGINT      NOT NULL,
    expires_at_ms   BIGINT      NOT NULL,
    address         VARCHAR(64) NOT NULL,
    KEY sessions_person (person_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Rises with every change of the tables above (but for last_seen_at_ms), so that every Usher on this database notices. One row.
CREATE TABLE people_revision (
    id       INT    NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT INTO people_revision (id, revision) VALUES (1, 1);

-- Who did what, when, from where. Neither what was sent nor any secret.
CREATE TABLE audit (
    audit_id BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at_ms    BIGINT       NOT NULL,
    who      VARCHAR(190) NOT NULL,
    address  VARCHAR(64)  NOT NULL,
    action   VARCHAR(190) NOT NULL,
    target   VARCHAR(255) NOT NULL,
    status   INT          NOT NULL,
    detail   VARCHAR(255) NOT NULL,
    KEY audit_at (at_ms)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
