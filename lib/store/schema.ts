/**
 * The tables of a store, and how older files get them.
 *
 * @module
 */

/**
 * The steps from an empty file to the present form. A file's `user_version` counts the steps that it has
 * taken. A step that was released never changes: later ones are added behind it.
 *
 * Times are in milliseconds since 1970. A `key` is a name in the form in which names are compared
 * (`keyOf` for users, `channelKey` for channels); the `name` beside it is what people see.
 *
 * The checks keep out what the server could not read back, whoever writes it: ids that are no exact
 * numbers in JavaScript, times that are no dates, and parameters of scrypt that it refuses.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE channels (
    id INTEGER PRIMARY KEY CHECK (id BETWEEN 0 AND 9000000000000000),
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    topic TEXT NOT NULL DEFAULT '',
    topic_author TEXT NOT NULL DEFAULT '',
    topic_time INTEGER NOT NULL DEFAULT 0 CHECK (topic_time BETWEEN 0 AND 8640000000000000),
    is_topic_locked INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE messages (
    id INTEGER PRIMARY KEY CHECK (id BETWEEN 0 AND 9000000000000000),
    channel INTEGER NOT NULL CHECK (channel BETWEEN 0 AND 9000000000000000),
    time INTEGER NOT NULL CHECK (time BETWEEN 0 AND 8640000000000000),
    sender TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messages_by_channel ON messages (channel, id);
  CREATE VIRTUAL TABLE words USING fts5 (
    channel, text, content = '', tokenize = 'unicode61 remove_diacritics 0'
  );
  -- The server merges the parts of the index itself, when it has time.
  INSERT INTO words (words, rank) VALUES ('automerge', 0), ('crisismerge', 1000);

  CREATE TABLE accounts (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created INTEGER NOT NULL CHECK (created BETWEEN 0 AND 8640000000000000),
    salt BLOB NOT NULL,
    hash BLOB NOT NULL,
    -- The parameters of scrypt: N, r and p.
    cost INTEGER NOT NULL CHECK (cost > 1 AND cost & (cost - 1) = 0),
    block_size INTEGER NOT NULL CHECK (block_size > 0 AND cost * block_size <= 1048576),
    parallelization INTEGER NOT NULL CHECK (parallelization BETWEEN 1 AND 16),
    is_operator INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE blocks (
    account TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (account, name)
  ) STRICT;
  CREATE TABLE waiting (
    id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id BETWEEN 0 AND 9000000000000000),
    account TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    sender TEXT NOT NULL,
    time INTEGER NOT NULL CHECK (time BETWEEN 0 AND 8640000000000000),
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX waiting_by_account ON waiting (account, id);

  CREATE TABLE bans (
    kind TEXT NOT NULL CHECK (kind IN ('name', 'network')),
    target TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    until INTEGER CHECK (until BETWEEN 0 AND 8640000000000000),
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    time INTEGER NOT NULL CHECK (time BETWEEN 0 AND 8640000000000000),
    PRIMARY KEY (kind, target)
  ) STRICT;
  CREATE TABLE mutes (
    name TEXT PRIMARY KEY,
    until INTEGER CHECK (until BETWEEN 0 AND 8640000000000000),
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    time INTEGER NOT NULL CHECK (time BETWEEN 0 AND 8640000000000000)
  ) STRICT;
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY CHECK (id BETWEEN 0 AND 9000000000000000),
    time INTEGER NOT NULL CHECK (time BETWEEN 0 AND 8640000000000000),
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  `,
];
