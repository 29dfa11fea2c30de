import { createServer, type Server } from "node:http";
import Provider from "oidc-provider";
import type { E2eSettings } from "./settings.ts";

/** What the provider says of somebody, by the name they sign in with. */
export type People = Map<string, Record<string, unknown> & { sub: string }>;

/** Where the provider leads browsers; a test may lead them elsewhere. */
export interface Redirects {
  rewrite: (location: string) => string;
}

/** A real OpenID Connect provider with its own sign-in pages, which take any password. */
export async function startProvider(
  { oidc, portalUrl }: E2eSettings,
  { people, redirects }: { people: People; redirects: Redirects },
): Promise<Server> {
  const provider = new Provider(oidc.issuer, {
    clients: [
      {
        client_id: oidc.clientId,
        client_secret: oidc.clientSecret,
        redirect_uris: [`${portalUrl}/api/auth/callback/oidc`],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    pkce: { required: () => true },
    findAccount: (_, name) => {
      const claims = people.get(name);
      return claims && { accountId: name, claims: () => claims };
    },
    cookies: { keys: ["only for tests"] },
  });
  const server = createServer((request, response) => {
    const setHeader = response.setHeader.bind(response);
    response.setHeader = (name, value) =>
      setHeader(name, name.toLowerCase() === "location" ? redirects.rewrite(String(value)) : value);
    void provider.callback()(request, response);
  });
  await new Promise<void>((resolve) => server.listen(oidc.port, "127.0.0.1", resolve));
  return server;
}
