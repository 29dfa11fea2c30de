-- What Prisma cannot express: the shared store's own schema, and constraints with a condition.

-- One open incident per version and environment.
CREATE UNIQUE INDEX "Incident_one_open_key" ON "Incident"("versionId", "environmentId") WHERE "closedAt" IS NULL;

-- Searching operations by any part of their path, summary or id.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "Operation_search_idx" ON "Operation"
  USING gin ("path" gin_trgm_ops, "summary" gin_trgm_ops, "operationId" gin_trgm_ops);

-- ---- The shared store (docs/store-contract.md) ------------------------------

CREATE SCHEMA store;

-- One counter per environment. Writers lock its row, so revisions become visible in their order.
CREATE TABLE store.environment (
  slug           text PRIMARY KEY,
  store_revision bigint NOT NULL CHECK (store_revision >= 0)
);

CREATE TABLE store.entry (
  environment    text   NOT NULL REFERENCES store.environment (slug) ON DELETE CASCADE,
  key            text   NOT NULL,
  value          text   NOT NULL,
  store_revision bigint NOT NULL,
  PRIMARY KEY (environment, key)
);
CREATE INDEX entry_environment_store_revision_idx ON store.entry (environment, store_revision);

-- What a gateway says of itself; past expires_at it counts as gone.
CREATE TABLE store.status (
  environment text        NOT NULL,
  node        text        NOT NULL,
  value       text        NOT NULL CHECK (octet_length(value) <= 131072),
  expires_at  timestamptz NOT NULL,
  owner       name        NOT NULL DEFAULT session_user,
  PRIMARY KEY (environment, node)
);

-- Which node, in which environment, a gateway's database role may speak for.
CREATE TABLE store.gateway (
  role        name PRIMARY KEY,
  environment text NOT NULL,
  node        text NOT NULL,
  UNIQUE (environment, node)
);

-- ---- One call per commit ----------------------------------------------------

-- Raises UR001 when the present revision is not `expected`.
CREATE FUNCTION store.commit(environment_slug text, expected bigint, next bigint, keys text[], texts text[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  present bigint;
BEGIN
  INSERT INTO store.environment (slug, store_revision) VALUES (environment_slug, 0) ON CONFLICT DO NOTHING;
  SELECT store_revision INTO present FROM store.environment WHERE slug = environment_slug FOR UPDATE;
  IF present <> expected OR next <= present THEN
    RAISE EXCEPTION 'revision is %, not %', present, expected USING ERRCODE = 'UR001';
  END IF;
  INSERT INTO store.entry (environment, key, value, store_revision)
    SELECT environment_slug, key, value, next FROM unnest(keys, texts) AS put (key, value)
    ON CONFLICT (environment, key)
    DO UPDATE SET value = excluded.value, store_revision = excluded.store_revision;
  UPDATE store.environment SET store_revision = next WHERE slug = environment_slug;
END
$$;
REVOKE EXECUTE ON FUNCTION store.commit FROM PUBLIC;

-- ---- Wake-ups: "<table> <environment>", sent when the transaction commits ---

CREATE FUNCTION store.wake_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('understudy_store', TG_TABLE_NAME || ' ' || coalesce(
    to_jsonb(NEW) ->> TG_ARGV[0], to_jsonb(OLD) ->> TG_ARGV[0]));
  RETURN NULL;
END
$$;

CREATE FUNCTION store.wake_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('understudy_store', TG_TABLE_NAME || ' *');
  RETURN NULL;
END
$$;

CREATE TRIGGER wake AFTER UPDATE OR DELETE ON store.environment
  FOR EACH ROW EXECUTE FUNCTION store.wake_row('slug');
CREATE TRIGGER wake_truncate AFTER TRUNCATE ON store.environment
  FOR EACH STATEMENT EXECUTE FUNCTION store.wake_all();

-- Renewing a lease wakes nobody; a changed word, a new node, a goodbye and a node that returns do.
CREATE TRIGGER wake AFTER INSERT OR DELETE ON store.status
  FOR EACH ROW EXECUTE FUNCTION store.wake_row('environment');
CREATE TRIGGER wake_update AFTER UPDATE ON store.status
  FOR EACH ROW WHEN (OLD.value IS DISTINCT FROM NEW.value OR OLD.expires_at <= now())
  EXECUTE FUNCTION store.wake_row('environment');
CREATE TRIGGER wake_truncate AFTER TRUNCATE ON store.status
  FOR EACH STATEMENT EXECUTE FUNCTION store.wake_all();

-- ---- What a gateway's role sees and may do (its grants: lib/store, createGatewayRole) ----

ALTER TABLE store.environment ENABLE ROW LEVEL SECURITY;
ALTER TABLE store.entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE store.status ENABLE ROW LEVEL SECURITY;
ALTER TABLE store.gateway ENABLE ROW LEVEL SECURITY;

CREATE POLICY own ON store.gateway FOR SELECT USING (role = session_user);
CREATE POLICY read_own_environment ON store.environment FOR SELECT
  USING (slug = (SELECT g.environment FROM store.gateway g WHERE g.role = session_user));
CREATE POLICY read_own_environment ON store.entry FOR SELECT
  USING (environment = (SELECT g.environment FROM store.gateway g WHERE g.role = session_user));
CREATE POLICY own ON store.status
  USING (owner = session_user)
  WITH CHECK (
    owner = session_user
    AND (environment, node) = (SELECT g.environment, g.node FROM store.gateway g WHERE g.role = session_user)
  );
