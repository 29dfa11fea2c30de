import { authorise } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { applyGroups } from "./apply-groups.ts";
import type { GroupRule } from "./group-memberships.ts";
import { ProviderEmail } from "./schema.ts";
import type { SignedIn } from "./verify-credentials.ts";

/** What the provider has signed about somebody, checked by then. */
export interface ProvidedIdentity {
  issuer: string;
  subject: string;
  email: string | undefined;
  isEmailVerified: boolean;
  name: string | undefined;
  groups: string[];
  /** Where the browser is. */
  address: string;
}

export interface IdentityPolicy {
  mayCreateAccounts: boolean;
  /** Absent: all. */
  emailDomains: string[] | undefined;
  rules: GroupRule[];
  areGroupsExact: boolean;
}

interface Account extends SignedIn {
  state: "active" | "deactivated";
}

const ACCOUNT = { id: true, email: true, name: true, sessionEpoch: true, state: true } as const;

/**
 * Signs in whoever an OpenID Connect provider vouches for. Issuer and subject are who somebody is; the address counts once,
 * to find their account, and only when the provider has verified it. Throws `unauthenticated` (deactivated) or `forbidden`
 * with what to do about it; each outcome is audited.
 */
export async function signInByIdentity(
  ctx: Ctx,
  given: ProvidedIdentity,
  policy: IdentityPolicy,
): Promise<SignedIn> {
  authorise(ctx.actor, "user.sign_in");
  try {
    return await change(ctx, { action: "user.sign_in", kind: "user" }, async (tx) => {
      const found = await findByIdentity(tx, given);
      const account = found ?? (await linkOrCreate(tx, { ctx, given, policy }));
      if (account.state !== "active")
        throw new AppError("unauthenticated", "The account is deactivated.", {
          details: { reason: "deactivated" },
        });
      await noteSignIn(tx, { ctx, given, userId: account.id });
      const teams = await applyGroups(tx, { userId: account.id, groups: given.groups, policy });
      const outcome = found ? "signed in" : "signed in for the first time";
      const { issuer, subject, address } = given;
      return {
        result: signedIn(account),
        id: account.id,
        after: { outcome, issuer, subject, address, teams },
      };
    });
  } catch (error) {
    if (error instanceof AppError) await recordRefusal(ctx, given, error.message);
    throw error;
  }
}

function signedIn({ id, email, name, sessionEpoch }: Account): SignedIn {
  return { id, email, name, sessionEpoch };
}

async function findByIdentity(tx: Tx, { issuer, subject }: ProvidedIdentity): Promise<Account | undefined> {
  const identity = await tx.identity.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { user: { select: ACCOUNT } },
  });
  return identity?.user;
}

interface FirstTime {
  ctx: Ctx;
  given: ProvidedIdentity;
  policy: IdentityPolicy;
}

async function linkOrCreate(tx: Tx, { ctx, given, policy }: FirstTime): Promise<Account> {
  const email = vouchedEmail(given, policy);
  const { issuer, subject } = given;
  const known = await tx.user.findUnique({
    where: { email },
    select: { ...ACCOUNT, identities: { where: { issuer }, select: { subject: true }, take: 1 } },
  });
  // Another subject with the address of somebody who was here before: an address that was given to somebody else.
  if (known && known.identities.length > 0) throw otherSubject();
  if (!known && !policy.mayCreateAccounts) throw noAccount();
  const account =
    known ??
    (await tx.user.create({
      data: { id: newId("usr"), email, name: nameOf(given, email), role: "member", createdAt: ctx.now },
      select: ACCOUNT,
    }));
  await tx.identity.create({
    data: { issuer, subject, userId: account.id, createdAt: ctx.now },
    select: { userId: true },
  });
  return account;
}

/** The address, if the provider vouches for it and it is of a domain that may sign in. */
function vouchedEmail(given: ProvidedIdentity, { emailDomains }: IdentityPolicy): string {
  const email = ProviderEmail.safeParse(given.email);
  if (!email.success || !given.isEmailVerified) {
    throw new AppError(
      "forbidden",
      "The provider does not vouch for your e-mail address. Have it verified there, then try again.",
      { details: { reason: "unverified" } },
    );
  }
  const domain = email.data.split("@").at(-1) ?? "";
  if (emailDomains === undefined || emailDomains.includes(domain)) return email.data;
  throw new AppError("forbidden", "Addresses of this domain may not sign in here. Ask an administrator.", {
    details: { reason: "domain" },
  });
}

function nameOf({ name }: ProvidedIdentity, email: string): string {
  return name?.trim().slice(0, 100) || (email.split("@")[0] ?? email);
}

async function noteSignIn(
  tx: Tx,
  { ctx, given, userId }: { ctx: Ctx; given: ProvidedIdentity; userId: string },
) {
  const { issuer, subject } = given;
  const lastSignInAt = ctx.now;
  await tx.identity.update({
    where: { issuer_subject: { issuer, subject } },
    data: { lastSignInAt },
    select: { userId: true },
  });
  await tx.user.update({ where: { id: userId }, data: { lastSignInAt }, select: { id: true } });
}

async function recordRefusal(ctx: Ctx, { issuer, subject, address }: ProvidedIdentity, reason: string) {
  await change(ctx, { action: "user.sign_in", kind: "user" }, () =>
    Promise.resolve({
      result: undefined,
      id: "unknown",
      after: { outcome: "refused", reason, issuer, subject, address },
    }),
  );
}

function otherSubject(): AppError {
  return new AppError(
    "forbidden",
    "Somebody else signed in with this address before. Ask an administrator to part the accounts.",
    { details: { reason: "other_subject" } },
  );
}

function noAccount(): AppError {
  return new AppError("forbidden", "You have no account here. Ask an administrator for one.", {
    details: { reason: "no_account" },
  });
}
