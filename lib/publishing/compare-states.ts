import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { diffDocuments } from "#lib/routing";
import { compareContracts } from "./compare-contracts.ts";
import { COMPARED_MAX, type CompareStates, type StateComparison } from "./compare-schema.ts";
import { readDraft, type Draft } from "./draft.ts";
import { findVersion, type FoundVersion } from "./find-version.ts";
import { maskSecrets } from "./mask-secrets.ts";
import { readRevision } from "./revision-content.ts";
import type { VersionParams } from "./schema.ts";

type State = Pick<Draft, "documentText" | "routes" | "policy" | "access"> & { bindings: unknown };

/**
 * What changed between any two states of a version, or the drafts of two versions of one API: for consumers by the
 * contract of their documents, and in how they are served. Bindings (secrets masked) only for those who may edit.
 */
export async function compareStates(
  ctx: Ctx,
  at: VersionParams,
  { from, to }: CompareStates,
): Promise<StateComparison> {
  const { old, now } = await readSides(ctx, at, { from, to });
  const changes = diffDocuments(old.settings, now.settings);
  return {
    from,
    to,
    contract: await compareContracts(old.documentText, now.documentText, { at: ctx.now, max: COMPARED_MAX }),
    settings: { total: changes.length, changes: changes.slice(0, COMPARED_MAX) },
  };
}

interface Side {
  documentText: string;
  settings: object;
}

/** Two states as the actor may see them. */
export async function readSides(
  ctx: Ctx,
  at: VersionParams,
  { from, to }: CompareStates,
): Promise<{ old: Side; now: Side }> {
  const version = await findVersion(ctx, at);
  const seesBindings = may(ctx.actor, "version.update", version.api);
  const [old, now] = await Promise.all([readState(ctx, version, from), readState(ctx, version, to)]);
  const side = (state: State) => ({
    documentText: state.documentText,
    settings: settingsOf(state, seesBindings),
  });
  return { old: side(old), now: side(now) };
}

async function readState(ctx: Ctx, version: FoundVersion, state: string): Promise<State> {
  const [kind, name = ""] = state.split(":");
  if (kind === "revision") return readRevision(ctx.db, version, Number(name));
  const { id } =
    kind === "version" ? await findVersion(ctx, { slug: version.api.slug, version: name }) : version;
  return ctx.db.$transaction((tx) => readDraft(tx, id, "look"));
}

function settingsOf({ routes, policy, access, bindings }: State, seesBindings: boolean): object {
  return {
    routes,
    policy,
    ...(access ? { access } : {}),
    ...(seesBindings ? { bindings: maskSecrets(bindings) } : {}),
  };
}
