import type { Ctx } from "#lib/db";
import type { Subject } from "./find-usage.ts";
import type { Part } from "./read-usage.ts";

/** Names for the keys of a part; what is gone keeps its key, since its requests were made. */
export async function partLabels(
  ctx: Ctx,
  { versionNames, whose }: Subject,
  { part, keys }: { part: Part; keys: string[] },
): Promise<(key: string) => string> {
  switch (part) {
    case "operation":
      return (key) => key || "No operation of the document";
    case "target":
      return (key) => key || "The gateway itself";
    case "application": {
      const names = await applicationNames(ctx, keys);
      return (key) => (key === "" ? "Not identified" : (names.get(key) ?? "A deleted application"));
    }
    case "version": {
      const names = whose.applicationId === undefined ? versionNames : await versionsOfAnyApi(ctx, keys);
      return (key) => names.get(key) ?? "A deleted version";
    }
  }
}

async function applicationNames(ctx: Ctx, ids: string[]): Promise<Map<string, string>> {
  const rows = await ctx.db.application.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true },
    take: ids.length,
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

async function versionsOfAnyApi(ctx: Ctx, ids: string[]): Promise<Map<string, string>> {
  const rows = await ctx.db.version.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, api: { select: { name: true } } },
    take: ids.length,
  });
  return new Map(rows.map(({ id, name, api }) => [id, `${api.name} ${name}`]));
}
