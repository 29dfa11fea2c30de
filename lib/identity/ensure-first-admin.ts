import { randomBytes } from "node:crypto";
import type { Actor } from "#lib/access";
import { change, type Db } from "#lib/db";
import { invalidInput } from "#lib/errors";
import { newId } from "#lib/ids";
import { assertNotAddress, hashPassword } from "./password.ts";
import { FirstAdminInput } from "./schema.ts";

const DEFAULT_EMAIL = "admin@understudy.local";
/** 18 random bytes: 24 characters to copy once. */
const GENERATED_BYTES = 18;
const LAUNCHER: Actor = { kind: "system", id: "launcher", name: "First start" };

export type FirstAdmin =
  | { created: false }
  /** `generatedPassword` is there when none was given: show it once, it cannot be read again. */
  | { created: true; email: string; generatedPassword?: string };

/**
 * Creates the first administrator when nobody has an account; otherwise does nothing.
 * Throws `invalid` when the given address or password is not acceptable.
 */
export async function ensureFirstAdmin(
  db: Db,
  given: { email?: string | undefined; password?: string | undefined } = {},
): Promise<FirstAdmin> {
  if ((await db.user.count({ take: 1 })) > 0) return { created: false };
  const generated =
    given.password === undefined ? randomBytes(GENERATED_BYTES).toString("base64url") : undefined;
  const input = { email: given.email ?? DEFAULT_EMAIL, password: given.password ?? generated };
  const accepted = FirstAdminInput.safeParse(input);
  if (!accepted.success) throw invalidInput(accepted.error);
  const { email, password } = accepted.data;
  assertNotAddress(password, email);
  const passwordHash = await hashPassword(password);
  const now = new Date();
  await change({ db, now, actor: LAUNCHER }, { action: "user.create", kind: "user" }, async (tx) => {
    const user = { id: newId("usr"), email, name: "Administrator", role: "admin", createdAt: now } as const;
    await tx.user.create({ data: { ...user, passwordHash }, select: { id: true } });
    return { result: undefined, id: user.id, after: { email, name: user.name, role: user.role } };
  });
  return { created: true, email, ...(generated === undefined ? {} : { generatedPassword: generated }) };
}
