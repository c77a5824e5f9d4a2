-- Read by H2 and by PostgreSQL alike.

CREATE TABLE timer_run (
    addon VARCHAR(200) NOT NULL,
    timer VARCHAR(200) NOT NULL,
    -- Counts who has had it: what is said under an older number is not kept.
    epoch BIGINT NOT NULL,
    -- The time of the schedule that was claimed last.
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    -- Who runs it and until when that counts, unless it is renewed; none: nobody.
    holder VARCHAR(100),
    lease_until TIMESTAMP WITH TIME ZONE,
    began_at TIMESTAMP WITH TIME ZONE,
    -- Of the last run that has ended.
    ended_at TIMESTAMP WITH TIME ZONE,
    millis BIGINT,
    outcome VARCHAR(20),
    PRIMARY KEY (addon, timer)
);
CREATE INDEX timer_run_holder ON timer_run (holder);

-- Events that servers tell each other, for some minutes. Their numbers are given under
-- a row's lock that is held to the commit, so none comes after a larger one.
CREATE TABLE event (
    number BIGINT PRIMARY KEY,
    server VARCHAR(100) NOT NULL,
    name VARCHAR(200) NOT NULL,
    json VARCHAR NOT NULL,
    emitted_at TIMESTAMP WITH TIME ZONE NOT NULL
);
INSERT INTO change_count (subject, changes) VALUES ('event', 0);

-- Which add-ons have heard, or are about to.
CREATE TABLE event_heard (
    event BIGINT NOT NULL,
    addon VARCHAR(200) NOT NULL,
    PRIMARY KEY (event, addon)
);
