import { setTimeout as delay } from "node:timers/promises";
import { createTrialKey, isTrialApplication, isTrialKeyReady, type TrialKey } from "#lib/consumers";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";

interface TrialOf {
  application: string;
  environment: string;
  versionId: string;
}

/** A key is not used in its last moments: the request under way would fall behind its end. */
const SPARE_MS = 30_000;
const READY_WITHIN_MS = 8_000;
const POLL_MS = 50;

/** Keys of this process, by who tries what with what. Their secrets are here and nowhere else, for 15 minutes. */
const held = new Map<string, Promise<TrialKey>>();

/**
 * The secret of a key to try a version out with, once every connected gateway knows it. Made anew when there is none, or when
 * it is about to end. Whether the user may use it is asked every time. Throws `unprocessable` at `application` where they may
 * not, `unavailable` when gateways do not hear of it in time.
 */
export async function trialSecret(ctx: Ctx, of: TrialOf): Promise<string> {
  if (!(await isTrialApplication(ctx, of))) {
    const message = "Choose one of your applications with an active subscription to this version.";
    throw new AppError("unprocessable", message, { issues: [{ path: ["application"], message }] });
  }
  const key = await heldKey(ctx, of);
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await isTrialKeyReady(ctx, key))) {
    if (performance.now() > deadline) {
      throw new AppError("unavailable", "The gateways do not know the key yet. Try again in a moment.");
    }
    await delay(POLL_MS);
  }
  return key.secret;
}

async function heldKey(ctx: Ctx, of: TrialOf): Promise<TrialKey> {
  const name = [ctx.actor.id, of.application, of.environment, of.versionId].join(" ");
  const present = await held.get(name);
  if (present && present.expiresAt.getTime() - ctx.now.getTime() > SPARE_MS) return present;
  const making = createTrialKey(ctx, of);
  held.set(name, making);
  making.then(
    ({ expiresAt }) =>
      setTimeout(() => forget(name, making), expiresAt.getTime() - ctx.now.getTime()).unref(),
    () => forget(name, making),
  );
  return making;
}

function forget(name: string, key: Promise<TrialKey>): void {
  if (held.get(name) === key) held.delete(name);
}
