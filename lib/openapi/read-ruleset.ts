import { isObject } from "#lib/json/schema";
import { parseText } from "./parse-text.ts";
import { BUILT_IN_RULESETS, RULESET_MAX_RULES, type Ruleset } from "./style-schema.ts";

/** What the linter is configured with: nothing in it reaches beyond the linter's own rules. */
export interface LinterConfig {
  extends?: string[];
  rules?: Record<string, unknown>;
}

type Read = { ok: true; config: LinterConfig } | { ok: false; message: string };

const MEMBERS = ["extends", "rules"];
const DEPTH_MAX = 20;
const NODES_MAX = 20_000;
/** A rule of the linter, or one that is put together from its assertions. */
const RULE_NAME = /^(rule\/)?[a-zA-Z0-9][\w.-]{0,99}$/;

/**
 * Reads a ruleset and refuses all that would run code or read files and addresses: plugins, `extends` of anything but the
 * built-in rulesets, references, and every other setting of the linter. Whether its rules exist the linter says.
 */
export function readRuleset(ruleset: Ruleset): Read {
  if ("builtIn" in ruleset) return { ok: true, config: { extends: [ruleset.builtIn] } };
  const parsed = parseText(ruleset.text);
  if (!parsed.ok) return refused(parsed.problem.message);
  const root = parsed.value;
  if (!isObject(root)) return refused("It must be an object with `extends` or `rules`.");
  const unknown = Object.keys(root).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined)
    return refused(
      `\`${unknown.slice(0, 100)}\` is not allowed: a ruleset has \`extends\` and \`rules\` only.`,
    );
  const message = faultOfShape(root) ?? faultOfExtends(root["extends"]) ?? faultOfRules(root["rules"]);
  if (message !== undefined) return refused(message);
  // Cast: what the lines above have checked.
  return { ok: true, config: root as LinterConfig };
}

function faultOfExtends(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const isBuiltIn = (one: unknown) => BUILT_IN_RULESETS.some((name) => name === one);
  if (Array.isArray(value) && value.length <= BUILT_IN_RULESETS.length && value.every(isBuiltIn))
    return undefined;
  return `\`extends\` takes a list of built-in rulesets only: ${BUILT_IN_RULESETS.join(", ")}. Files and addresses are not read.`;
}

function faultOfRules(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) return "`rules` must be an object of rule → severity or settings.";
  const names = Object.keys(value);
  if (names.length > RULESET_MAX_RULES) return `It has more than ${RULESET_MAX_RULES} rules.`;
  const odd = names.find((name) => !RULE_NAME.test(name));
  if (odd !== undefined)
    return `\`${odd.slice(0, 100)}\` is no rule of the linter. Rules of plugins are not run; own ones are called \`rule/…\`.`;
  return undefined;
}

/** Too deep, too large, or with a reference in it, wherever. */
function faultOfShape(root: unknown): string | undefined {
  let nodes = 0;
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) return "It is nested too deeply.";
    const next: unknown[] = [];
    for (const node of level) {
      if (typeof node !== "object" || node === null) continue;
      nodes += 1;
      if ("$ref" in node) return "`$ref` is not allowed in a ruleset: write the part out.";
      next.push(...Object.values(node));
    }
    if (nodes + next.length > NODES_MAX) return "It is too large.";
    level = next;
  }
  return undefined;
}

function refused(message: string): Read {
  return { ok: false, message };
}
