import "server-only";
import { headers } from "next/headers";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { ANONYMOUS } from "#lib/access";
import type { OidcConfig } from "#lib/config";
import { AppError } from "#lib/errors";
import { signInByIdentity, type ProvidedIdentity, type SignedIn } from "#lib/identity";
import { addressOf } from "./address.ts";
import { ctxOf } from "./ctx-of.ts";

/** Of a request to the provider. */
const TIMEOUT_MS = 10_000;
const GROUPS_MAX = 1000;

/** What the provider says of somebody: of the signed ID token, completed by the userinfo endpoint. */
export type Claims = Record<string, unknown> & { iss: string; sub: string };

/**
 * Any OpenID Connect provider, found by its issuer. The ID token is validated by openid-client (signature, issuer, audience,
 * times, nonce); PKCE and state bind the answer to this browser's request.
 */
export function oidcProvider(config: OidcConfig): OAuthConfig<Claims> {
  return {
    id: "oidc",
    name: config.name,
    type: "oauth",
    wellKnown: `${config.issuer}/.well-known/openid-configuration`,
    clientId: config.clientId,
    clientSecret: config.clientSecret,
    authorization: { params: { scope: config.scope } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    httpOptions: { timeout: TIMEOUT_MS },
    userinfo: {
      // Many providers put no address into the ID token. openid-client refuses an answer about another subject.
      request: async ({ client, tokens }) => {
        // Cast: with `idToken` next-auth hands over openid-client's own TokenSet.
        const signed = (tokens as unknown as { claims(): Claims }).claims();
        if (signed.email !== undefined && signed[config.groupsClaim] !== undefined) return signed;
        return { ...(await client.userinfo(tokens.access_token ?? "")), ...signed };
      },
    },
    // Who it is of ours is decided in the sign-in callback; until then nobody.
    profile: ({ sub }) => ({ id: sub, sessionEpoch: -1 }),
  };
}

/** The account that the claims stand for; otherwise the address of the sign-in page with the reason. */
export async function signInByClaims(claims: Claims, config: OidcConfig): Promise<SignedIn | string> {
  const ctx = ctxOf(ANONYMOUS);
  const { teams: rules, areGroupsExact, mayCreateAccounts, emailDomains } = config;
  const policy = { rules, areGroupsExact, mayCreateAccounts, emailDomains };
  try {
    return await signInByIdentity(ctx, await identityOf(claims, config), policy);
  } catch (error) {
    if (!(error instanceof AppError)) ctx.log.error({ err: error }, "sign-in failed");
    return `/login?error=${encodeURIComponent(reasonOf(error))}`;
  }
}

async function identityOf(claims: Claims, { groupsClaim }: OidcConfig): Promise<ProvidedIdentity> {
  const groups = claims[groupsClaim];
  const forwarded = (await headers()).get("x-forwarded-for");
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: textOf(claims.email),
    // The string "true" is what some providers send against the standard; it is no verification.
    isEmailVerified: claims.email_verified === true,
    name: textOf(claims.name) ?? textOf(claims.preferred_username),
    groups: [groups]
      .flat()
      .slice(0, GROUPS_MAX)
      .filter((group) => typeof group === "string"),
    address: addressOf(forwarded === null ? undefined : { "x-forwarded-for": forwarded }),
  };
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === "string" ? claim : undefined;
}

/** A word that the sign-in page knows. */
function reasonOf(error: unknown): string {
  if (!(error instanceof AppError)) return "internal";
  const { reason } = error.details;
  return typeof reason === "string" ? reason : error.code;
}
