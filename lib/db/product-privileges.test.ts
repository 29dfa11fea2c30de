import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onServer, testDatabase } from "#lib/testing";
import { PRODUCT_SCHEMAS, productPrivileges } from "./product-privileges.ts";
import { ensureProductRole } from "./product-role.ts";

const ON_TABLES = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"];
const KINDS = { r: "table", p: "table", v: "view", m: "view", S: "sequence" } as const;

const { url } = await testDatabase();
let product: pg.Client;
let owner: pg.Client;
let role = "";

beforeAll(async () => {
  const made = await ensureProductRole(url, "p");
  if (!("url" in made)) throw new Error(made.refused);
  role = new URL(made.url).username;
  product = new pg.Client({ connectionString: made.url });
  owner = new pg.Client({ connectionString: url });
  await Promise.all([product.connect(), owner.connect()]);
});
afterAll(async () => {
  await Promise.all([product.end(), owner.end()]);
  await onServer(url, `DROP OWNED BY ${role}; DROP ROLE ${role}`);
});

interface Relation {
  schema: string;
  name: string;
  kind: keyof typeof KINDS;
  held: string[];
}

/** What the server says of every relation that is not the server's own. */
async function relations(): Promise<Relation[]> {
  const { rows } = await owner.query<Relation>(
    `SELECT n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, ARRAY(
       SELECT privilege FROM unnest(CASE WHEN c.relkind = 'S' THEN ARRAY['USAGE', 'SELECT', 'UPDATE'] ELSE $2::text[] END) privilege
       WHERE CASE WHEN c.relkind = 'S' THEN has_sequence_privilege($1, c.oid, privilege)
         ELSE has_table_privilege($1, c.oid, privilege) OR
           (privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege($1, c.oid, privilege)) END) AS held
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
     ORDER BY 1, 2`,
    [role, ON_TABLES],
  );
  return rows;
}

describe("what the product's role holds", () => {
  it("is of every relation exactly what the table of privileges says", async () => {
    const found = await relations();
    expect(new Set(found.map(({ schema }) => schema))).toEqual(new Set([...PRODUCT_SCHEMAS, "partitions"]));
    for (const { schema, name, kind, held } of found) {
      const isProducts = PRODUCT_SCHEMAS.some((known) => known === schema);
      const wanted = isProducts ? productPrivileges(`${schema}.${name}`, KINDS[kind]) : [];
      expect({ schema, name, held }).toEqual({ schema, name, held: wanted });
    }
  });

  it.each([
    ["public", "AuditEntry", ["SELECT", "INSERT"]],
    ["public", "AuditSeal", ["SELECT", "INSERT"]],
    ["public", "AuditUnsealed", ["SELECT", "INSERT", "DELETE"]],
    ["public", "AuditEntry_id_seq", ["USAGE"]],
    ["public", "_prisma_migrations", ["SELECT"]],
    ["public", "Api", ["SELECT", "INSERT", "UPDATE", "DELETE"]],
    ["public", "TrafficMinute", ["SELECT", "INSERT", "UPDATE", "DELETE"]],
    ["store", "entry", ["SELECT", "INSERT", "UPDATE", "DELETE"]],
    ["graphile_worker", "_private_jobs", ["SELECT", "INSERT", "UPDATE", "DELETE"]],
    ["graphile_worker", "jobs", ["SELECT"]],
  ])("is of %s.%s %j", async (schema, name, held) => {
    const found = await relations();
    expect(found.find((relation) => relation.schema === schema && relation.name === name)?.held).toEqual(
      held,
    );
  });

  it("is of schemas their use, of functions their execution, of the database a connection, and ownership of nothing", async () => {
    const { rows: schemas } = await owner.query(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
         AND has_schema_privilege($1, oid, 'USAGE') ORDER BY 1`,
      [role],
    );
    expect(schemas.map(({ name }) => name)).toEqual([...PRODUCT_SCHEMAS].toSorted());
    const { rows } = await owner.query(
      `SELECT (SELECT count(*)::int FROM pg_namespace WHERE has_schema_privilege($1, oid, 'CREATE')) AS creates_in,
         has_database_privilege($1, current_database(), 'CONNECT') AS connects,
         has_database_privilege($1, current_database(), 'CREATE') AS creates,
         has_database_privilege($1, current_database(), 'TEMPORARY') AS temporary,
         (SELECT count(*)::int FROM pg_proc WHERE pronamespace::regnamespace::text = ANY($2) AND NOT has_function_privilege($1, oid, 'EXECUTE')) AS withheld,
         (SELECT count(*)::int FROM pg_shdepend WHERE refobjid = $1::regrole AND deptype = 'o') AS owns,
         (SELECT count(*)::int FROM pg_auth_members WHERE member = $1::regrole) AS memberships`,
      [role, PRODUCT_SCHEMAS],
    );
    expect(rows).toEqual([
      {
        creates_in: 0,
        connects: true,
        creates: false,
        temporary: false,
        withheld: 0,
        owns: 0,
        memberships: 0,
      },
    ]);
  });

  it("goes with no attribute but to log in", async () => {
    const { rows } = await owner.query(
      `SELECT rolcanlogin, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
       FROM pg_roles WHERE rolname = $1`,
      [role],
    );
    const { rolcanlogin, ...others } = rows[0];
    expect(rolcanlogin).toBe(true);
    expect(new Set(Object.values(others))).toEqual(new Set([false]));
  });
});

const TAMPERING = [
  ...["AuditEntry", "AuditSeal"].flatMap((table) => [
    `UPDATE "${table}" SET ${table === "AuditEntry" ? `"actorName"` : `"hash"`} = 'x'`,
    `DELETE FROM "${table}"`,
    `TRUNCATE "${table}"`,
    `MERGE INTO "${table}" t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE`,
    `SELECT * FROM "${table}" FOR UPDATE`,
    `DO $$ BEGIN LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE; END $$`,
    `DROP TABLE "${table}"`,
    `ALTER TABLE "${table}" RENAME TO "Other"`,
    `ALTER TABLE "${table}" ADD COLUMN "more" text`,
    `ALTER TABLE "${table}" OWNER TO CURRENT_USER`,
    `ALTER TABLE "${table}" DISABLE TRIGGER audit_append_only`,
    `ALTER TABLE "${table}" DISABLE TRIGGER ALL`,
    `ALTER TABLE "${table}" SET UNLOGGED`,
    `DROP TRIGGER audit_append_only ON "${table}"`,
    `CREATE TRIGGER mine BEFORE INSERT ON "${table}" EXECUTE FUNCTION audit_refuse()`,
    `CREATE RULE mine AS ON INSERT TO "${table}" DO INSTEAD NOTHING`,
    `CREATE POLICY mine ON "${table}" USING (true)`,
    `CREATE INDEX ON "${table}" (length('x'))`,
  ]),
  `UPDATE "AuditUnsealed" SET "entryId" = 0`,
  `TRUNCATE "AuditUnsealed"`,
  `ALTER TABLE "AuditEntry" DISABLE TRIGGER audit_await_seal`,
  `ALTER SEQUENCE "AuditEntry_id_seq" RESTART`,
  `SELECT setval('"AuditEntry_id_seq"', 1)`,
  `CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
  `DROP FUNCTION audit_refuse() CASCADE`,
  `ALTER FUNCTION audit_await_seal() SET session_replication_role = replica`,
  `SET session_replication_role = replica`,
  `SET ROLE understudy`,
  `SET SESSION AUTHORIZATION understudy`,
  `GRANT understudy TO CURRENT_USER`,
  `ALTER ROLE CURRENT_USER SUPERUSER`,
  `ALTER ROLE CURRENT_USER BYPASSRLS`,
  `CREATE ROLE mine`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE understudy GRANT ALL ON TABLES TO CURRENT_USER`,
  `REASSIGN OWNED BY understudy TO CURRENT_USER`,
  `ALTER DATABASE CURRENT_DATABASE SET session_replication_role = replica`,
  `CREATE TABLE public.mine (id int)`,
  `CREATE TEMPORARY TABLE mine (id int)`,
  `CREATE SCHEMA mine`,
  `CREATE EXTENSION pg_freespacemap`,
  `UPDATE _prisma_migrations SET finished_at = NULL`,
  `DELETE FROM graphile_worker.migrations`,
  `COPY "AuditEntry" TO PROGRAM 'cat'`,
  `SELECT pg_read_file('/etc/passwd')`,
  `SELECT lo_import('/etc/passwd')`,
  `DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'understudy'; END $$`,
];

describe.each(["with", "without"])("%s the audit's triggers", (triggers) => {
  beforeAll(async () => {
    if (triggers === "with") return;
    for (const table of ["AuditEntry", "AuditSeal"])
      await owner.query(`ALTER TABLE "${table}" DISABLE TRIGGER audit_append_only`);
  });

  it.each(TAMPERING)("the role itself is refused: %s", async (statement) => {
    const { rows } = await owner.query("SELECT current_user::text AS name, current_database() AS database");
    const text = statement
      .replaceAll("understudy", rows[0].name)
      .replace("CURRENT_DATABASE", rows[0].database);
    await expect(product.query(text)).rejects.toMatchObject({
      code: "42501",
      message: expect.not.stringContaining("append-only"),
    });
  });

  it.each(["AuditEntry", "AuditSeal"])("a grant to itself on %s gives it nothing", async (table) => {
    const before = await relations();
    // Who holds some privilege is warned instead of refused.
    await product.query(`GRANT ALL ON "${table}" TO CURRENT_USER`);
    expect(await relations()).toEqual(before);
  });
});
