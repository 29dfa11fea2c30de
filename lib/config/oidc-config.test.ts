import { describe, expect, it } from "vitest";
import { AppError } from "#lib/errors";
import { launcherConfig, portalConfig } from "./index.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const PORTAL = {
  DATABASE_URL: "postgres://localhost/understudy",
  AUTH_SECRET: SECRET,
  SEALING_KEY: Buffer.alloc(32, 1).toString("base64"),
  TELEMETRY_SECRET: SECRET,
};
const CLIENT = {
  OIDC_ISSUER: "https://login.example.com/",
  OIDC_CLIENT_ID: "understudy",
  OIDC_CLIENT_SECRET: "secret",
};
const given = (over: Record<string, string>) => portalConfig({ ...PORTAL, ...over }).oidc;

function messagesOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error.issues.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe("the sign-in provider", () => {
  it("is absent until it is given", () => {
    expect(given({})).toBeUndefined();
  });

  it("opens no accounts, trusts all domains and maps no groups unless told so", () => {
    expect(given(CLIENT)).toEqual({
      issuer: "https://login.example.com",
      clientId: "understudy",
      clientSecret: "secret",
      name: "single sign-on",
      scope: "openid email profile",
      groupsClaim: "groups",
      teams: [],
      areGroupsExact: false,
      mayCreateAccounts: false,
      emailDomains: undefined,
    });
  });

  it("takes rules for groups of any name", () => {
    const OIDC_TEAMS = "devs=payments:maintainer, cn=leads/a b=search:owner";
    const OIDC_EMAIL_DOMAINS = "Example.com, example.org";
    expect(given({ ...CLIENT, OIDC_TEAMS, OIDC_EMAIL_DOMAINS, OIDC_CREATE_ACCOUNTS: "true" })).toMatchObject({
      teams: [
        { group: "devs", team: "payments", role: "maintainer" },
        { group: "cn=leads/a b", team: "search", role: "owner" },
      ],
      emailDomains: ["example.com", "example.org"],
      mayCreateAccounts: true,
    });
  });

  it("is whole or not there, to the launcher too", () => {
    const OIDC_ISSUER = "https://login.example.com";
    const message = [
      expect.stringMatching(/^OIDC_CLIENT_ID is not set/),
      expect.stringMatching(/^OIDC_CLIENT_SECRET is not set/),
    ];
    expect(messagesOf(() => given({ OIDC_ISSUER }))).toEqual(message);
    expect(messagesOf(() => launcherConfig({ OIDC_ISSUER }))).toEqual(message);
    expect(launcherConfig(CLIENT).oidc).toContainEqual(["OIDC_ISSUER", CLIENT.OIDC_ISSUER]);
  });

  it.each([
    ["OIDC_ISSUER", "login.example.com"],
    ["OIDC_SCOPE", "email profile"],
    ["OIDC_TEAMS", "devs=payments"],
    ["OIDC_TEAMS", "devs=payments:admin"],
    ["OIDC_CREATE_ACCOUNTS", "yes"],
  ])("refuses %s=%s", (name, value) => {
    expect(messagesOf(() => given({ ...CLIENT, [name]: value }))).toEqual([
      expect.stringMatching(new RegExp(`^${name} (is|does) not|^${name} is neither`)),
    ]);
  });
});
