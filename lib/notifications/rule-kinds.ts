import { z } from "zod";
import { define } from "./define.ts";

const text = z.string().max(2_000);

/** What the organisation's rules have to say of what is live. */
export const RULE_KINDS = {
  "api.breaks_rules": define({
    facts: z.object({
      api: text,
      apiName: text,
      version: text,
      environment: text,
      ownerTeamId: text,
      rule: text,
      message: text,
      /** How many rules. */
      rules: z.number(),
    }),
    label: "Your live API breaks a blocking rule",
    group: "Governance",
    audience: ({ ownerTeamId }) => [{ to: "team", teamId: ownerTeamId, roles: ["owner", "maintainer"] }],
    subject: ({ apiName, rules, rule }) =>
      rules === 1 ? `${apiName} breaks a rule: ${rule}` : `${apiName} breaks ${rules} rules`,
    text: ({ apiName, version, environment, rule, message, rules }) =>
      `${apiName} ${version} is live in ${environment} and breaks “${rule}”${rules > 1 ? `, among ${rules} rules` : ""}: ${message}\nIt serves on, but cannot be published again until it is mended or waived.`,
    path: ({ api }) => `/apis/${api}/governance`,
  }),
} as const;
