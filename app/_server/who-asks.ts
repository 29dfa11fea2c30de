import { scopesAllow, type Actor } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { isTokenText, loadTokenActor } from "#lib/identity";
import { addressOf } from "./address.ts";
import type { Contract } from "./contract.ts";
import { instance } from "./instance.ts";
import { refuseForeignOrigin } from "./same-origin.ts";
import { sessionActor } from "./session.ts";
import { countRefusal, countRequest } from "./token-limits.ts";

/**
 * The context with whoever asks. An `Authorization` header decides alone: no cookie is looked at beside it, so that no
 * page of another site gains anything by sending one. Without it the session's cookie counts, and changes must come from
 * our own pages. Throws `unauthenticated`, `forbidden`, `rate_limited`, and `invalid` for a token in the address.
 */
export async function whoAsks(visitor: Ctx, request: Request, contract: Contract): Promise<Ctx> {
  refuseTokenInAddress(request);
  if (contract.actor === "none" || contract.actor === "gateway") return visitor;
  const authorization = request.headers.get("authorization");
  const actor =
    authorization === null
      ? await inSession(request)
      : await byToken(authorization, { visitor, request, contract });
  return { ...visitor, actor };
}

async function inSession(request: Request): Promise<Actor> {
  refuseForeignOrigin(request, instance().config.portalUrl);
  const actor = await sessionActor();
  if (!actor) throw new AppError("unauthenticated", "Sign in to continue.");
  return actor;
}

interface Asked {
  visitor: Ctx;
  request: Request;
  contract: Contract;
}

async function byToken(authorization: string, { visitor, request, contract }: Asked): Promise<Actor> {
  const text = /^Bearer ([^\s]{1,200})$/i.exec(authorization)?.[1] ?? "";
  const { db, now } = visitor;
  const actor = await loadTokenActor(db, { text, now });
  if (actor?.kind !== "user" || !actor.token) {
    await countRefusal(addressOf({ "x-forwarded-for": request.headers.get("x-forwarded-for") ?? "" }));
    throw new AppError(
      "unauthenticated",
      "This token is not valid: it is unknown, expired, revoked, or ended with its owner's sessions.",
    );
  }
  await countRequest(actor.token.id);
  if (contract.actor === "session")
    throw new AppError("forbidden", "This cannot be done by a token. Sign in to the portal and do it there.");
  const access = contract.access ?? (request.method === "GET" ? "read" : "write");
  if (scopesAllow(actor.token.scopes, contract.area, access)) return actor;
  throw new AppError(
    "forbidden",
    `This token may not do this. It needs the scope ${contract.area}:${access}.`,
  );
}

/** Addresses end in logs and histories: whoever sent a token so has given it away. */
function refuseTokenInAddress(request: Request): void {
  const { searchParams } = new URL(request.url);
  const isThere = searchParams.has("access_token") || [...searchParams.values()].some(isTokenText);
  if (!isThere) return;
  throw new AppError(
    "invalid",
    "A token does not belong into the address. Send it as `Authorization: Bearer …`, and revoke this one: addresses are logged.",
  );
}
