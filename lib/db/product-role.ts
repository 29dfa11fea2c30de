import { createHash } from "node:crypto";
import pg from "pg";
import { AppError } from "#lib/errors";
import { PRODUCT_SCHEMAS, productPrivileges, type RelationKind } from "./product-privileges.ts";

/** The address as portal and worker use it, or why they have to go on with the owner's (a sentence that says what to do). */
export type ProductRole = { url: string } | { refused: string };

const CONNECT_MS = 10_000;
/** SQLSTATE class 28: who asks is not let in. */
const NOT_LET_IN = /^28/;
/** Attributes as `pg_roles` tells them. Only who has one may name it in ALTER ROLE: named are those that are to go. */
const ATTRIBUTES = {
  rolsuper: "SUPERUSER",
  rolcreaterole: "CREATEROLE",
  rolcreatedb: "CREATEDB",
  rolreplication: "REPLICATION",
  rolbypassrls: "BYPASSRLS",
} as const;

/**
 * Makes (or renews) the LOGIN role that portal and worker connect as, after every migration: it owns nothing, and holds what
 * `productPrivileges` says and no more, whatever it was granted meanwhile. `ownerUrl` is the address of who owns the tables;
 * without CREATEROLE it renews the grants of a role that is there with this password.
 */
export async function ensureProductRole(ownerUrl: string, password: string): Promise<ProductRole> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: CONNECT_MS });
  client.on("error", () => {});
  try {
    await client.connect();
    const database = await valueOf(client, "SELECT current_database()");
    const role = roleName(database);
    const url = addressOf(ownerUrl, role, password);
    const mayMakeRoles = await valueOf(
      client,
      "SELECT CASE WHEN rolsuper OR rolcreaterole THEN 'yes' ELSE 'no' END FROM pg_roles WHERE rolname = current_user",
    );
    if (mayMakeRoles !== "yes" && (await reasonToRefuse(url)) !== undefined)
      return { refused: await withoutCreateRole(client) };
    await renew(client, { role, database, password: mayMakeRoles === "yes" ? password : undefined });
    const reason = await reasonToRefuse(url);
    return reason === undefined ? { url } : { refused: `The server does not let ${role} in: ${reason}` };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const message = `Cannot make the database role of portal and worker: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new AppError("unavailable", message, { cause });
  } finally {
    await client.end();
  }
}

/** Roles belong to the whole server, so the database is in the name. PostgreSQL's names end at 63 bytes. */
function roleName(database: string): string {
  const digest = createHash("sha256").update(database).digest("hex").slice(0, 12);
  const readable = database
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .slice(0, 30);
  return `understudy_product_${readable}_${digest}`;
}

function addressOf(ownerUrl: string, role: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = encodeURIComponent(password);
  return url.href;
}

async function valueOf(client: pg.Client, text: string): Promise<string> {
  const { rows } = await client.query<string[]>({ text, rowMode: "array" });
  return rows[0]?.[0] ?? "";
}

async function withoutCreateRole(client: pg.Client): Promise<string> {
  const user = client.escapeIdentifier(await valueOf(client, "SELECT current_user::text"));
  return `Their role ${user} may not make another. Run ALTER ROLE ${user} CREATEROLE and start again.`;
}

/** Why the server does not let this address in; undefined: it does. */
async function reasonToRefuse(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on("error", () => {});
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    if (error instanceof pg.DatabaseError && NOT_LET_IN.test(error.code ?? "")) return error.message;
    throw error;
  } finally {
    await client.end();
  }
}

interface Renewal {
  role: string;
  database: string;
  /** Without one the role itself stays as it is. */
  password: string | undefined;
}

/** All of it or nothing: at no time does the product hold less than it needs. */
async function renew(client: pg.Client, { role, database, password }: Renewal): Promise<void> {
  await client.query("BEGIN");
  await client.query("SELECT pg_advisory_xact_lock(hashtext('understudy roles'))");
  if (password !== undefined) await ensureRole(client, role, password);
  const name = client.escapeIdentifier(role);
  const on = client.escapeIdentifier(database);
  await client.query(await revocationsOf(client, role));
  // Everybody may make temporary tables by default, and in older databases tables in "public".
  await client.query(
    `REVOKE TEMPORARY ON DATABASE ${on} FROM PUBLIC; REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
  );
  await client.query(`GRANT CONNECT ON DATABASE ${on} TO ${name}`);
  await client.query(`GRANT USAGE ON SCHEMA ${PRODUCT_SCHEMAS.join(", ")} TO ${name}`);
  await client.query(
    [...(await relationGrants(client, name)), ...(await functionGrants(client, name))].join(";"),
  );
  await client.query((await policies(client, role)).join(";"));
  await client.query("COMMIT");
}

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const { rows } = await client.query<Record<keyof typeof ATTRIBUTES, boolean>>(
    "SELECT * FROM pg_roles WHERE rolname = $1",
    [role],
  );
  const [known] = rows;
  const attributes = Object.entries(ATTRIBUTES)
    .filter(([column]) => !known || known[column as keyof typeof ATTRIBUTES])
    .map(([, attribute]) => `NO${attribute}`);
  const login = `LOGIN NOINHERIT PASSWORD ${client.escapeLiteral(password)}`;
  const verb = known ? "ALTER" : "CREATE";
  await client.query(`${verb} ROLE ${client.escapeIdentifier(role)} ${login} ${attributes.join(" ")}`);
}

/** Takes everything away that the role was ever granted in this database, and its memberships. */
async function revocationsOf(client: pg.Client, role: string): Promise<string> {
  const { rows } = await client.query<{ statement: string }>(
    `WITH product AS (SELECT oid FROM pg_roles WHERE rolname = $1), held (kind, name, acl) AS (
       SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, oid::regclass::text, relacl FROM pg_class
       UNION ALL SELECT 'TABLE', attrelid::regclass::text, attacl FROM pg_attribute
       UNION ALL SELECT 'ROUTINE', oid::regprocedure::text, proacl FROM pg_proc
       UNION ALL SELECT 'SCHEMA', quote_ident(nspname), nspacl FROM pg_namespace
       UNION ALL SELECT 'DATABASE', quote_ident(datname), datacl FROM pg_database WHERE datname = current_database())
     SELECT DISTINCT format('REVOKE ALL ON %s %s FROM %I', kind, name, $1::text) AS statement FROM held, product
     WHERE EXISTS (SELECT FROM aclexplode(acl) WHERE grantee = product.oid)
     UNION ALL
     SELECT format('REVOKE %I FROM %I GRANTED BY %I', g.rolname, $1::text, b.rolname)
     FROM pg_auth_members m JOIN product ON product.oid = m.member
       JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles b ON b.oid = m.grantor`,
    [role],
  );
  return rows.map(({ statement }) => statement).join(";");
}

const KINDS: Record<string, RelationKind> = {
  r: "table",
  p: "table",
  v: "view",
  m: "view",
  S: "sequence",
};

/** Of extensions' objects everybody may use what they offer. */
const OF_NO_EXTENSION = (catalogue: string, object: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${catalogue}'::regclass AND objid = ${object} AND deptype = 'e')`;

async function relationGrants(client: pg.Client, grantee: string): Promise<string[]> {
  const { rows } = await client.query<{ schema: string; name: string; kind: string }>(
    `SELECT n.nspname AS schema, c.relname AS name, c.relkind::text AS kind
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY($1::text[]) AND c.relkind::text = ANY($2::text[])
       AND pg_has_role(c.relowner, 'USAGE') AND ${OF_NO_EXTENSION("pg_class", "c.oid")} ORDER BY 1, 2`,
    [PRODUCT_SCHEMAS, Object.keys(KINDS)],
  );
  return rows.map(({ schema, name, kind }) => {
    const relation = KINDS[kind] ?? "view";
    const privileges = productPrivileges(`${schema}.${name}`, relation).join(", ");
    const on = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;
    return `GRANT ${privileges} ON ${relation === "sequence" ? "SEQUENCE" : "TABLE"} ${on} TO ${grantee}`;
  });
}

async function functionGrants(client: pg.Client, grantee: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT oid::regprocedure::text AS name FROM pg_proc
     WHERE pronamespace::regnamespace::text = ANY($1::text[]) AND pg_has_role(proowner, 'USAGE')
       AND ${OF_NO_EXTENSION("pg_proc", "pg_proc.oid")} ORDER BY 1`,
    [PRODUCT_SCHEMAS],
  );
  return rows.map(({ name }) => `GRANT EXECUTE ON FUNCTION ${name} TO ${grantee}`);
}

/** Where rows are kept from others (gateways see their own environment), the product sees all of them. */
async function policies(client: pg.Client, role: string): Promise<string[]> {
  const { rows } = await client.query<{ on: string; kept: string | null }>(
    `SELECT c.oid::regclass::text AS on, p.polroles[1]::regrole::text AS kept
     FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'product'
     WHERE c.relnamespace::regnamespace::text = ANY($1::text[]) AND c.relrowsecurity
       AND pg_has_role(c.relowner, 'USAGE') ORDER BY 1`,
    [PRODUCT_SCHEMAS],
  );
  const name = client.escapeIdentifier(role);
  return rows
    .filter(({ kept }) => kept !== role)
    .flatMap(({ on }) => [
      `DROP POLICY IF EXISTS product ON ${on}`,
      `CREATE POLICY product ON ${on} TO ${name} USING (true) WITH CHECK (true)`,
    ]);
}
