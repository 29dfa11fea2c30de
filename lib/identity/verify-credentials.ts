import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { authorise } from "#lib/access";
import { isPassword } from "./password.ts";
import type { Credentials } from "./schema.ts";
import { countAttempt, forgiveAttempt } from "./sign-in-limits.ts";

export interface SignedIn {
  id: string;
  email: string;
  name: string;
  sessionEpoch: number;
}

interface Candidate extends SignedIn {
  passwordHash: string | null;
  state: "active" | "deactivated";
}

/**
 * Signs somebody in. An unknown address, a wrong password and a deactivated account give the same answer
 * (`unauthenticated`) after the same work. Throws `rate_limited` after too many attempts.
 */
export async function verifyCredentials(
  ctx: Ctx,
  input: Credentials & { address: string },
): Promise<SignedIn> {
  authorise(ctx.actor, "user.sign_in");
  await countAttempt(ctx.db, input);
  const user = await findCandidate(ctx, input.email);
  const isRight = await isPassword(input.password, user?.passwordHash ?? null);
  if (!user || !isRight || user.state !== "active") {
    await recordRefusal(ctx, user, input.address);
    throw new AppError("unauthenticated", "The e-mail address or the password is not right.");
  }
  await forgiveAttempt(ctx.db, input);
  await recordSuccess(ctx, user, input.address);
  return { id: user.id, email: user.email, name: user.name, sessionEpoch: user.sessionEpoch };
}

function findCandidate(ctx: Ctx, email: string): Promise<Candidate | null> {
  return ctx.db.user.findUnique({
    where: { email },
    select: { id: true, email: true, name: true, sessionEpoch: true, passwordHash: true, state: true },
  });
}

/** The address typed is not kept when nobody has it: it may be a password in the wrong field. */
async function recordRefusal(ctx: Ctx, user: Candidate | null, address: string): Promise<void> {
  const reason = !user
    ? "unknown address"
    : user.state === "active"
      ? "wrong password"
      : "deactivated account";
  await change(ctx, { action: "user.sign_in", kind: "user" }, () =>
    Promise.resolve({
      result: undefined,
      id: user?.id ?? "unknown",
      after: { outcome: "refused", reason, address },
    }),
  );
}

async function recordSuccess(ctx: Ctx, user: Candidate, address: string): Promise<void> {
  const actor = {
    kind: "user",
    id: user.id,
    email: user.email,
    name: user.name,
    role: "member",
    teams: {},
  } as const;
  await change(
    { ...ctx, actor },
    { action: "user.sign_in", kind: "user", id: user.id, userId: user.id },
    async (tx) => {
      await tx.user.update({ where: { id: user.id }, data: { lastSignInAt: ctx.now }, select: { id: true } });
      return { result: undefined, after: { outcome: "signed in", address } };
    },
  );
}
