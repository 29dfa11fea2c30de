import type { Actor } from "#lib/access";
import type { Prisma } from "./generated/client.ts";

/** The APIs an actor may read, as a condition: the set form of the `api.read` rule. */
export function visibleApis(actor: Actor): Prisma.ApiWhereInput {
  switch (actor.kind) {
    case "system":
      return {};
    case "gateway":
    case "anonymous":
      return { id: { in: [] } };
    case "user":
      if (actor.role !== "member") return {};
      return { OR: [{ visibility: "public" }, { teamId: { in: Object.keys(actor.teams) } }] };
  }
}
