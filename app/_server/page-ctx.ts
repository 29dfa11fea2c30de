import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { AppError } from "#lib/errors";
import type { Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import { instance } from "./instance.ts";
import { sessionActor } from "./session.ts";

/** Set by the proxy: where the visitor wanted to go. */
export const PATH_HEADER = "x-understudy-path";

/** The context of a page. Whoever is not signed in goes to the sign-in page and comes back afterwards. */
export async function pageCtx(): Promise<Ctx> {
  const actor = await sessionActor();
  if (!actor) {
    const wanted = (await headers()).get(PATH_HEADER) ?? "/";
    redirect(`/login?next=${encodeURIComponent(wanted)}`);
  }
  const { db, log } = instance();
  const requestId = newId("req");
  return { actor, db, now: new Date(), log: log.child({ requestId }), requestId };
}

/** Shows the "not found" page for what is not there, or not for this visitor's eyes. */
export function orNotFound<T>(read: Promise<T>): Promise<T> {
  return read.catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not_found" || error.code === "forbidden")) notFound();
    throw error;
  });
}
