import type { VersionParams } from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import { decideReview, getApproval, submitReview } from "#lib/reviews";
import { actorOf, PEOPLE } from "./seed-people.ts";

interface Approved {
  at: VersionParams;
  environment: string;
  draftEtag: number;
}

/** Where a rule wants somebody else's approval, the owner submits the draft and governance approves it, as anybody would. */
export async function approveApi(
  owner: Ctx,
  system: Ctx,
  { at, environment, draftEtag }: Approved,
): Promise<void> {
  const { environments, review: unfinished } = await getApproval(owner, at);
  if (environments.find((one) => one.environment === environment)?.isAllowed) return;
  const summary = "The first publication, with its fallback chain.";
  const submission = { environments: [environment], summary, draftEtag, publish: "by_hand" } as const;
  const id =
    unfinished?.id ?? (await submitReview(owner, at, { ...submission, environments: [environment] })).id;
  const email = PEOPLE.find(({ role }) => role === "governance")?.email ?? "";
  const governance: Ctx = { ...system, now: new Date(), actor: await actorOf(system, email) };
  await decideReview(governance, id, {
    decision: "approve",
    round: 1,
    note: "The chain is what it should be.",
  });
}
