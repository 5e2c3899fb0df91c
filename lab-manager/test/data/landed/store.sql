-- The whole store of a lab as version 0.1.0 wrote it, before environments, figures and reasons were kept.
BEGIN TRANSACTION;
CREATE TABLE api_tokens (
      id TEXT PRIMARY KEY,
      hash TEXT NOT NULL,
      user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
      name TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      last_used_at INTEGER
    ) STRICT, WITHOUT ROWID;
INSERT INTO "api_tokens" VALUES('tok1','2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b','user-1','script',1795262460000,4102444800000,NULL);
CREATE TABLE audit (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      via TEXT NOT NULL,
      ip TEXT NOT NULL,
      request_id TEXT NOT NULL,
      action TEXT NOT NULL,
      target TEXT NOT NULL,
      result TEXT NOT NULL CHECK (result IN ('ok', 'refused', 'failed')),
      detail TEXT NOT NULL
    ) STRICT;
INSERT INTO "audit" VALUES(1,1795262700000,'user-1','cli','127.0.0.1','r1','startJob','01KB0000000000000000000002','ok','');
CREATE TABLE claim (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      claimed_at INTEGER NOT NULL,
      owner_id TEXT NOT NULL
    ) STRICT;
INSERT INTO "claim" VALUES(1,1795262400000,'user-1');
CREATE TABLE heartbeat (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      beats INTEGER NOT NULL
    ) STRICT;
INSERT INTO "heartbeat" VALUES(1,0);
CREATE TABLE held_back (
      service TEXT PRIMARY KEY,
      config_hash TEXT NOT NULL,
      reason TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
CREATE TABLE job_log (
      job_id TEXT NOT NULL REFERENCES jobs ON DELETE CASCADE,
      seq INTEGER NOT NULL,
      at INTEGER NOT NULL,
      line TEXT NOT NULL,
      PRIMARY KEY (job_id, seq)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "job_log" VALUES('01KB0000000000000000000001',1,1795262580000,'as it was');
CREATE TABLE job_steps (
      job_id TEXT NOT NULL REFERENCES jobs ON DELETE CASCADE,
      seq INTEGER NOT NULL,
      name TEXT NOT NULL,
      sentence TEXT NOT NULL,
      state TEXT NOT NULL
        CHECK (state IN ('planned', 'intent', 'done', 'failed', 'undone', 'superseded')),
      started_at INTEGER,
      ended_at INTEGER,
      progress REAL,
      detail TEXT,
      PRIMARY KEY (job_id, seq)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "job_steps" VALUES('01KB0000000000000000000001',1,'createContainer prod-db','create prod-db','done',1795262580000,1795262580000,NULL,NULL);
CREATE TABLE jobs (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      title TEXT NOT NULL,
      params TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
      actor TEXT NOT NULL,
      via TEXT NOT NULL,
      request_id TEXT,
      created_at INTEGER NOT NULL,
      started_at INTEGER,
      ended_at INTEGER,
      outcome TEXT,
      error TEXT,
      cancel_requested INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
INSERT INTO "jobs" VALUES('01KB0000000000000000000001','install','install','{"target":"lab"}','succeeded','user-1','cli',NULL,1795262580000,1795262580000,1795262640000,'Done in 1 s: 1 step.',NULL,0);
INSERT INTO "jobs" VALUES('01KB0000000000000000000002','stop','stop','{"target":"front"}','succeeded','user-1','cli',NULL,1795262700000,1795262700000,1795262700000,'Done in 1 s: 1 step.',NULL,0);
INSERT INTO "jobs" VALUES('01KB0000000000000000000003','restart','restart','{"target":"prod-glab"}','queued','user-1','cli',NULL,1795262760000,NULL,NULL,NULL,NULL,0);
CREATE TABLE lab_files (
      version INTEGER PRIMARY KEY AUTOINCREMENT,
      text TEXT NOT NULL,
      author TEXT NOT NULL,
      via TEXT NOT NULL,
      accepted_at INTEGER NOT NULL,
      -- When the lab was first held to it; NULL while it is only accepted.
      applied_at INTEGER
    ) STRICT;
INSERT INTO "lab_files" VALUES(1,'name: Landed lab
','lab','lab',1795262400000,1795262460000);
INSERT INTO "lab_files" VALUES(2,'# As a person wrote it for the first version.
name: Landed lab
domain: lab.localhost
environments:
  prod:
    enabled: true
    resources:
      glab:
        memory: 1 GiB
        cpus: 1.5
      database:
        memory: 512 MiB
    variables:
      MODEL: large
','user-1','api',1795262520000,1795262580000);
CREATE TABLE replies (
      actor TEXT NOT NULL,
      key TEXT NOT NULL,
      request_hash TEXT NOT NULL,
      status INTEGER NOT NULL,
      body TEXT NOT NULL,
      location TEXT,
      at INTEGER NOT NULL,
      PRIMARY KEY (actor, key)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
      hash TEXT PRIMARY KEY,
      user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
      audience TEXT NOT NULL,
      -- An environment's session dies with the one it came from.
      parent TEXT REFERENCES sessions ON DELETE CASCADE,
      created_at INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      user_agent TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
INSERT INTO "sessions" VALUES('3f3af1ecebbd1410ab417ec0d27bbfcb5d340e177ae159b59fc8626c2dfd9175','user-1','manager',NULL,1795262460000,1795262460000,4102444800000,'test');
CREATE TABLE stopped_services (
      service TEXT PRIMARY KEY,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
INSERT INTO "stopped_services" VALUES('front',1795262700000);
CREATE TABLE users (
      id TEXT PRIMARY KEY,
      email TEXT NOT NULL COLLATE NOCASE UNIQUE,
      name TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'scientist', 'viewer')),
      disabled INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      password_hash TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
INSERT INTO "users" VALUES('user-1','ada@lab.example','Ada','owner',0,1795262400000,'$argon2id$v=19$m=65536,t=3,p=1$wv+ZEL2fuL2ilsVbUzYv3A$9jujnb1zw0B2iSksTZvdbnPSnD/bFt5C294NxiupGts');
CREATE UNIQUE INDEX one_running_job ON jobs (state) WHERE state = 'running';
CREATE INDEX unfinished_jobs ON jobs (id) WHERE state IN ('queued', 'running');
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_of_parent ON sessions (parent) WHERE parent IS NOT NULL;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX tokens_of_user ON api_tokens (user_id);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
      WHEN NEW.seq IN (SELECT seq FROM audit)
      BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE INDEX replies_by_age ON replies (at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('lab_files',2);
INSERT INTO "sqlite_sequence" VALUES('audit',1);
COMMIT;
PRAGMA user_version = 6;
