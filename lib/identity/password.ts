import { hash, verify, type Options } from "@node-rs/argon2";
import { AppError } from "#lib/errors";

/** Argon2id (the library's default), 19 MiB, 2 passes: OWASP Password Storage Cheat Sheet. */
const OPTIONS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Compared against when there is no account, so that both cases cost the same. */
let nobody: Promise<string> | undefined;

export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS);
}

/** One full verification always, also without a hash; then the answer is no. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  nobody ??= hashPassword("nobody has this password");
  const isMatch = await verify(passwordHash ?? (await nobody), password);
  return passwordHash !== null && isMatch;
}

/** Throws `invalid` at `password` when it is the address it protects; lengths are the schema's. */
export function assertNotAddress(password: string, email: string): void {
  const name = email.split("@")[0] ?? "";
  const plain = password.trim().toLowerCase();
  if (plain !== email && plain !== name) return;
  const message = "Choose something else than the e-mail address.";
  throw new AppError("invalid", message, { issues: [{ path: ["password"], message }] });
}
