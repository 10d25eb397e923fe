-- Customers as far as routing needs to know them, put here by whoever keeps them. A change counts within [customers] keep of usher.toml.

-- language, segment: words that [[customer_rule]] in centre.toml names. last_agent: name of an agent of the centre. open_matters: a word for
-- each kind of matter that is open, with commas between.
CREATE TABLE customers (
    customer_id  VARCHAR(64)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    name         VARCHAR(190)  NOT NULL,
    language     VARCHAR(40)   COLLATE utf8mb4_bin NOT NULL DEFAULT '',
    segment      VARCHAR(40)   COLLATE utf8mb4_bin NOT NULL DEFAULT '',
    vip          BOOLEAN       NOT NULL DEFAULT FALSE,
    last_agent   VARCHAR(190)  COLLATE utf8mb4_bin NOT NULL DEFAULT '',
    open_matters VARCHAR(1000) COLLATE utf8mb4_bin NOT NULL DEFAULT ''
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- number: with + and country code (E.164). One that several customers have, or that is marked shared (a switchboard's), identifies nobody.
CREATE TABLE customer_numbers (
    number      VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    customer_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    shared      BOOLEAN     NOT NULL DEFAULT FALSE,
    PRIMARY KEY (number, customer_id),
    KEY customer_numbers_customer (customer_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
