-- Settings of add-ons that were set at run time.

CREATE TABLE addon_setting (
    -- Empty: all add-ons.
    addon VARCHAR(200) NOT NULL,
    name VARCHAR(200) NOT NULL,
    -- JSON; of a secret, encrypted.
    json VARCHAR NOT NULL,
    secret BOOLEAN NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_by VARCHAR(200) NOT NULL,
    PRIMARY KEY (addon, name)
);
INSERT INTO change_count (subject, changes) VALUES ('setting', 0);
