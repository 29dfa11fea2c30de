import "server-only";
import NextAuth, { getServerSession, type NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { cache } from "react";
import { ANONYMOUS, type Actor } from "#lib/access";
import { AppError } from "#lib/errors";
import { loadActor, verifyCredentials, type SessionClaim } from "#lib/identity";
import { Credentials } from "#lib/identity/schema";
import { addressOf } from "./address.ts";
import { ctxOf } from "./ctx-of.ts";
import { inWords } from "./database-away.ts";
import { instance } from "./instance.ts";
import { oidcProvider, signInByClaims, type Claims } from "./oidc-provider.ts";
import { ownPath } from "./wanted-path.ts";

/** The only file that knows next-auth. */
declare module "next-auth" {
  interface User {
    sessionEpoch: number;
  }
  interface Session {
    claim?: SessionClaim;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    sessionEpoch?: number;
  }
}

const SESSION_MAX_AGE_S = 24 * 60 * 60;

/** Who asks, as they stand in the database now. One query per request. */
export const sessionActor: () => Promise<Actor | undefined> = cache(async () => {
  const session = await getServerSession(authOptions());
  return session?.claim ? loadActor(instance().db, session.claim) : undefined;
});

/** next-auth's own endpoints, under `/api/auth`. */
export function authHandler(request: Request, route: { params: Promise<unknown> }): Promise<Response> {
  const handler: typeof authHandler = NextAuth(authOptions());
  return handler(request, route);
}

function authOptions(): NextAuthOptions {
  const { config, log } = instance();
  return {
    secret: config.authSecret,
    session: { strategy: "jwt", maxAge: SESSION_MAX_AGE_S },
    pages: { signIn: "/login", signOut: "/login", error: "/login" },
    // Cookies are httpOnly and sameSite=lax by default; "secure" follows the address browsers use.
    useSecureCookies: config.portalUrl.startsWith("https:"),
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        authorize: (given, { headers }) => signIn(given, headers),
      }),
      ...(config.oidc ? [oidcProvider(config.oidc)] : []),
    ],
    callbacks: {
      signIn: async ({ user, account, profile }) => {
        if (account?.provider !== "oidc" || !config.oidc) return account?.provider === "credentials";
        // Cast: what the provider's own `userinfo` has returned.
        const found = await signInByClaims(profile as unknown as Claims, config.oidc);
        if (typeof found === "string") return found;
        Object.assign(user, found);
        return true;
      },
      // Only pages of this portal, wherever next-auth was asked to lead.
      redirect: ({ url }) => config.portalUrl + ownPath(url.replace(config.portalUrl, "") || "/"),
      jwt: ({ token, user }) => (user ? { ...token, sessionEpoch: user.sessionEpoch } : token),
      session: ({ session, token }) => ({ ...session, ...claimOf(token) }),
    },
    logger: {
      error: (code, details) => log.error({ code, details }, "next-auth"),
      warn: (code) => log.debug({ code }, "next-auth"),
      debug: (code) => log.debug({ code }, "next-auth"),
    },
  };
}

function claimOf(token: { sub?: string; sessionEpoch?: number }): { claim?: SessionClaim } {
  if (token.sub === undefined || token.sessionEpoch === undefined) return {};
  return { claim: { userId: token.sub, sessionEpoch: token.sessionEpoch } };
}

/** What is thrown here reaches the browser as text: a code, and for `rate_limited` the seconds to wait. */
async function signIn(given: unknown, headers: Record<string, string> | undefined) {
  // next-auth adds members of its own (csrfToken, json) to what the form sends.
  const credentials = Credentials.strip().safeParse(given);
  if (!credentials.success) throw new Error("unauthenticated");
  const ctx = ctxOf(ANONYMOUS);
  return verifyCredentials(ctx, { ...credentials.data, address: addressOf(headers) }).catch(
    (failure: unknown) => {
      const error = inWords(failure);
      if (!(error instanceof AppError)) {
        ctx.log.error({ err: error }, "sign-in failed");
        throw new Error("internal");
      }
      throw new Error([error.code, error.details.retryAfterSeconds].filter(Boolean).join(":"), {
        cause: error,
      });
    },
  );
}
