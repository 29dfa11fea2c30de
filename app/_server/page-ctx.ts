import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { ANONYMOUS } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { ctxOf } from "./ctx-of.ts";
import { throwMarked } from "./database-away.ts";
import { sessionActor } from "./session.ts";
import { loginPath, PATH_HEADER } from "./wanted-path.ts";

export type { Ctx };

/** The context of a page. Whoever is not signed in goes to the sign-in page and comes back afterwards. */
export async function pageCtx(): Promise<Ctx> {
  const actor = await sessionActor().catch(throwMarked);
  if (!actor) redirect(loginPath((await headers()).get(PATH_HEADER) ?? "/"));
  return ctxOf(actor);
}

/** The context of a page for those who have not signed in. */
export function visitorCtx(): Ctx {
  return ctxOf(ANONYMOUS);
}

/** Shows the "not found" page for what is not there, or not for this visitor's eyes. */
export async function orNotFound<T>(read: Promise<T>): Promise<T> {
  return (await orNothing(read)) ?? notFound();
}

/** What is there and may be seen; any other failure is passed on. */
export function orNothing<T>(read: Promise<T>): Promise<T | undefined> {
  return read.catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not_found" || error.code === "forbidden"))
      return undefined;
    throw error;
  });
}
