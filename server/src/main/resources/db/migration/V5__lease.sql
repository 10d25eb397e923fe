-- Which Usher may begin to route, of all that keep their history here. One row. holder is which process, empty if it left in good order;
-- name is for people; epoch grows with every reign; the lease ends at expires_at by this server's own clock (UTC).
CREATE TABLE usher_lease (
    id         INT          NOT NULL PRIMARY KEY,
    holder     VARCHAR(64)  NOT NULL,
    name       VARCHAR(190) NOT NULL,
    epoch      INT          NOT NULL,
    expires_at DATETIME(3)  NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT INTO usher_lease (id, holder, name, epoch, expires_at) VALUES (1, '', '', 0, '2000-01-01 00:00:00');
