-- Services that were paused through the console, with the desired count to go back to.
CREATE TABLE paused (
    target    TEXT   NOT NULL,
    region    TEXT   NOT NULL,
    resource  TEXT   NOT NULL,
    desired   BIGINT NOT NULL,
    user_name TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (target, region, resource)
);
