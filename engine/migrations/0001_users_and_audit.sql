-- Written for SQLite and Postgres alike: TEXT and BIGINT only, times in milliseconds since the epoch.

CREATE TABLE users (
    name               TEXT   NOT NULL PRIMARY KEY,
    password           TEXT   NOT NULL,
    credential_version TEXT   NOT NULL,
    created_at         BIGINT NOT NULL
);

CREATE TABLE grants (
    user_name TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    target    TEXT NOT NULL,
    role      TEXT NOT NULL,
    PRIMARY KEY (user_name, target)
);

CREATE TABLE audit (
    id         BIGINT NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    user_name  TEXT   NOT NULL,
    action     TEXT   NOT NULL,
    target     TEXT   NOT NULL,
    region     TEXT   NOT NULL,
    resource   TEXT   NOT NULL,
    parameters TEXT   NOT NULL,
    outcome    TEXT   NOT NULL,
    message    TEXT,
    request_id TEXT
);

-- The last number given to an entry of a table: the two databases share no words for a column that
-- counts by itself.
CREATE TABLE numbers (
    name TEXT   NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

INSERT INTO numbers (name, last) VALUES ('audit', 0);
