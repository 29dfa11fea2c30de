import { z } from "zod";
import { WebUrl } from "./settings.ts";

/** The OpenID Connect provider that people may sign in with. */
export interface OidcConfig {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** On the button. */
  name: string;
  scope: string;
  /** The claim that lists the groups somebody is in. */
  groupsClaim: string;
  /** What membership of a group makes of somebody. */
  teams: GroupRule[];
  /** Group rules take away memberships that were made by hand, too. */
  areGroupsExact: boolean;
  /** A first sign-in opens an account. */
  mayCreateAccounts: boolean;
  /** Domains of addresses that may sign in; absent: all. */
  emailDomains: string[] | undefined;
}

export interface GroupRule {
  group: string;
  team: string;
  role: "owner" | "maintainer" | "viewer";
}

const YesNo = z.enum(["true", "false"], { error: "is neither true nor false." });
const Text = z.string().max(4096, "is longer than 4096 characters.");

/** The variables about sign-in, for the schema of a process; texts, so that the launcher can pass them on. */
export const OIDC_SETTINGS = {
  OIDC_ISSUER: WebUrl.optional(),
  OIDC_CLIENT_ID: Text.optional(),
  OIDC_CLIENT_SECRET: Text.optional(),
  OIDC_NAME: Text.optional(),
  OIDC_SCOPE: Text.refine(
    (scope) => scope.split(" ").includes("openid"),
    "does not name openid. It looks like `openid email profile`.",
  ).optional(),
  OIDC_GROUPS_CLAIM: Text.optional(),
  OIDC_TEAMS: Text.refine(
    (text) => readRules(text) !== undefined,
    "is not a list of rules. It looks like `group=team:role,group=team:role`; roles are owner, maintainer, viewer.",
  ).optional(),
  OIDC_TEAMS_EXACT: YesNo.optional(),
  OIDC_CREATE_ACCOUNTS: YesNo.optional(),
  OIDC_EMAIL_DOMAINS: Text.optional(),
};

type Name = keyof typeof OIDC_SETTINGS;
type Given = Partial<Record<Name, string | undefined>>;
const NAMES = Object.keys(OIDC_SETTINGS) as Name[];

/** Issuer, client id and secret: all or none. */
export function checkOidc(given: Given, context: z.RefinementCtx): void {
  const needed = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;
  if (NAMES.every((name) => given[name] === undefined)) return;
  for (const name of needed) {
    if (given[name] !== undefined) continue;
    const message = "is not set. OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together.";
    context.addIssue({ code: "custom", path: [name], message });
  }
}

/** Undefined where people sign in with a password only. */
export function oidcConfig(given: Given): OidcConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = given;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return {
    issuer: issuer.replace(/\/+$/, ""),
    clientId,
    clientSecret,
    name: given.OIDC_NAME ?? "single sign-on",
    scope: given.OIDC_SCOPE ?? "openid email profile",
    groupsClaim: given.OIDC_GROUPS_CLAIM ?? "groups",
    teams: readRules(given.OIDC_TEAMS ?? "") ?? [],
    areGroupsExact: given.OIDC_TEAMS_EXACT === "true",
    mayCreateAccounts: given.OIDC_CREATE_ACCOUNTS === "true",
    emailDomains: given.OIDC_EMAIL_DOMAINS?.split(",").map((domain) => domain.trim().toLowerCase()),
  };
}

/** As they were given, for the process they are for. */
export function givenOidc(given: Given): [Name, string | undefined][] {
  return NAMES.map((name) => [name, given[name]]);
}

function readRules(text: string): GroupRule[] | undefined {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const rules = parts.map(readRule);
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

/** Groups may hold any character but a comma; the last `=` ends them. */
function readRule(text: string): GroupRule | undefined {
  const found = /^(.+)=([a-z][a-z0-9-]{1,62}):(owner|maintainer|viewer)$/.exec(text);
  if (!found) return undefined;
  const [, group = "", team = "", role] = found;
  // Cast: the pattern names the roles.
  return { group, team, role: role as GroupRule["role"] };
}
