import { AppError } from "#lib/errors";
import { may } from "./may.ts";
import type { Action, Actor, Subject } from "./schema.ts";

/** Throws `forbidden` unless the actor may. The first statement of every verb. */
export function authorise(actor: Actor, action: Action, subject: Subject = {}): void {
  if (may(actor, action, subject)) return;
  throw new AppError(
    "forbidden",
    `You may not do this (${action}). Ask an owner of the team or an administrator.`,
  );
}
