import "server-only";
import { ANONYMOUS, type Actor } from "#lib/access";
import type { Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import { instance } from "./instance.ts";

/** The context of one request. Its log lines and audit entries carry the request's id. */
export function ctxOf(actor: Actor): Ctx & { requestId: string } {
  const { db, log } = instance();
  const requestId = newId("req");
  return { actor, db, now: new Date(), log: log.child({ requestId }), requestId };
}

/** The context of a request before it is known who asks. */
export function visitorOf(): Ctx & { requestId: string } {
  return ctxOf(ANONYMOUS);
}
