import { createHash } from "node:crypto";
import pg from "pg";
import { AppError } from "#lib/errors";

interface GatewayRole {
  environment: string;
  node: string;
  /** The role's password; a new one replaces the old. */
  password: string;
}

const CONNECT_MS = 5_000;

/** Enough for a gateway's pool and its watch; a leaked password does not fill the server. */
const CONNECTION_LIMIT = 10;

/**
 * Creates (or renews) the LOGIN role of one gateway in the store's database and returns its `postgres://` URL. The role
 * reads its environment's entries and writes its node's status; it reaches nothing else. `adminUrl` needs CREATEROLE and
 * ownership of the schema `store`.
 */
export async function createGatewayRole(adminUrl: string, gateway: GatewayRole): Promise<string> {
  const role = roleName(gateway);
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: CONNECT_MS });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("BEGIN");
    // Two launchers must not make or grant at once, this role or the product's (#lib/db, ensureProductRole).
    await client.query("SELECT pg_advisory_xact_lock(hashtext('understudy roles'))");
    await ensureRole(client, role, gateway.password);
    await grant(client, role, gateway);
    await client.query("COMMIT");
  } catch (cause) {
    throw new AppError("unavailable", "Cannot create the gateway's database role.", { cause });
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.username = role;
  url.password = encodeURIComponent(gateway.password);
  return url.href;
}

/** PostgreSQL's names end at 63 bytes; the digest keeps long ones apart. */
function roleName({ environment, node }: GatewayRole): string {
  const digest = createHash("sha256").update(`${environment} ${node}`).digest("hex").slice(0, 12);
  const readable = node
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .slice(0, 30);
  return `understudy_gateway_${readable}_${digest}`;
}

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]);
  const verb = rowCount === 0 ? "CREATE" : "ALTER";
  const name = client.escapeIdentifier(role);
  await client.query(
    `${verb} ROLE ${name} LOGIN NOINHERIT CONNECTION LIMIT ${CONNECTION_LIMIT} PASSWORD ${client.escapeLiteral(password)}`,
  );
}

async function grant(client: pg.Client, role: string, { environment, node }: GatewayRole): Promise<void> {
  const name = client.escapeIdentifier(role);
  // Everybody may make temporary tables by default; nobody but the owner needs to here.
  const { rows } = await client.query<{ name: string }>("SELECT current_database() AS name");
  await client.query(
    `REVOKE TEMPORARY ON DATABASE ${client.escapeIdentifier(rows[0]?.name ?? "")} FROM PUBLIC`,
  );
  await client.query(`GRANT USAGE ON SCHEMA store TO ${name}`);
  await client.query(
    `GRANT SELECT ON store.environment, store.entry, store.gateway, store.status TO ${name}`,
  );
  await client.query(
    `GRANT INSERT (environment, node, value, expires_at), UPDATE (value, expires_at), DELETE ON store.status TO ${name}`,
  );
  await client.query("DELETE FROM store.gateway WHERE environment = $1 AND node = $2 AND role <> $3", [
    environment,
    node,
    role,
  ]);
  await client.query(
    `INSERT INTO store.gateway (role, environment, node) VALUES ($1, $2, $3)
     ON CONFLICT (role) DO UPDATE SET environment = excluded.environment, node = excluded.node`,
    [role, environment, node],
  );
  // A word that someone else wrote for this node would stand in its way.
  await client.query("DELETE FROM store.status WHERE environment = $1 AND node = $2 AND owner <> $3", [
    environment,
    node,
    role,
  ]);
}
