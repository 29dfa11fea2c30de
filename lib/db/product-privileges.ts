/** The schemas that portal and worker work in. Of any other, `partitions` among them, they hold nothing. */
export const PRODUCT_SCHEMAS = ["public", "store", "graphile_worker"] as const;

export type Privilege = "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "USAGE";
export type RelationKind = "table" | "view" | "sequence";

const BY_KIND: Record<RelationKind, readonly Privilege[]> = {
  table: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  // A view acts as its owner: what could be written through it would be written by the owner.
  view: ["SELECT"],
  sequence: ["USAGE"],
};

/** What is append-only, and what only migrations write. */
const NARROWER: Record<string, readonly Privilege[]> = {
  "public.AuditEntry": ["SELECT", "INSERT"],
  "public.AuditSeal": ["SELECT", "INSERT"],
  // A queue: what got its seal is taken out.
  "public.AuditUnsealed": ["SELECT", "INSERT", "DELETE"],
  "public._prisma_migrations": ["SELECT"],
  "graphile_worker.migrations": ["SELECT"],
};

/** All that the product's role holds on a relation of `PRODUCT_SCHEMAS`. `name` is `schema.relation`, unquoted. */
export function productPrivileges(name: string, kind: RelationKind): readonly Privilege[] {
  return NARROWER[name] ?? BY_KIND[kind];
}
