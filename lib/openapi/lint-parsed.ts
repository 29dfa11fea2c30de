import {
  BaseResolver,
  createConfig,
  lintConfig,
  lintFromString,
  type Config,
  type RawUniversalConfig,
} from "@redocly/openapi-core";
import { checkReferences } from "./check-references.ts";
import { parseText } from "./parse-text.ts";
import { readRuleset } from "./read-ruleset.ts";
import { recognise } from "./recognise.ts";
import { STYLE_PROBLEMS_KEPT, type Ruleset, type StyleOutcome, type StyleProblem } from "./style-schema.ts";

/** A place that does not exist: the linter looks for its plugins beside its configuration. */
const NOWHERE = "/dev/null/understudy";
const MESSAGE_MAX = 300;

/** Reads nothing, neither files nor addresses, whatever refers to them. */
class NoResolver extends BaseResolver {
  override async loadExternalRef(): Promise<never> {
    throw new Error("Only references within the document are followed.");
  }
}

/**
 * Lints a document under a ruleset in this process, however long it takes: `checkStyle` is the guarded way in. Without a
 * document only the ruleset is judged.
 */
export async function lintParsed({
  text,
  ruleset,
}: {
  text?: string;
  ruleset: Ruleset;
}): Promise<StyleOutcome> {
  const read = readRuleset(ruleset);
  if (!read.ok) return unusable("ruleset", read.message);
  try {
    const options = { configPath: `${NOWHERE}/ruleset.yaml`, externalRefResolver: new NoResolver() };
    // Cast: whether its rules exist and are set as they may be, the next line finds out.
    const config = await createConfig({ ...read.config } as RawUniversalConfig, options);
    const [problem] = await lintConfig({ config, externalRefResolver: new NoResolver() });
    if (problem) return unusable("ruleset", `${problem.message} (at ${pointerOf(problem)})`);
    // Assertions are looked at when they are first used.
    await lintText(EMPTY_DOCUMENT, config);
    if (text === undefined) return { ok: true, errors: 0, warnings: 0, problems: [] };
    return await lintUsable(text, config);
  } catch (error) {
    return unusable("ruleset", error instanceof Error ? error.message : "It cannot be used.");
  }
}

const EMPTY_DOCUMENT = JSON.stringify({ openapi: "3.1.0", info: { title: "-", version: "-" }, paths: {} });

async function lintUsable(text: string, config: Config): Promise<StyleOutcome> {
  const parsed = parseText(text);
  if (!parsed.ok) return unusable("document", parsed.problem.message);
  const read = recognise(parsed.value);
  if (!read.ok) return unusable("document", read.problem.message);
  const fault = checkReferences(read.root).find(({ severity }) => severity === "error");
  if (fault) return unusable("document", fault.message);
  const found = await lintText(JSON.stringify(read.root), config);
  const problems = found.filter(({ severity }) => severity === "error" || severity === "warn");
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity }) => severity === "warn");
  return {
    ok: true,
    errors: errors.length,
    warnings: warnings.length,
    problems: [...errors, ...warnings].slice(0, STYLE_PROBLEMS_KEPT).map(toProblem),
  };
}

type Found = Awaited<ReturnType<typeof lintFromString>>[number];

async function lintText(source: string, config: Config): Promise<Found[]> {
  const externalRefResolver = new NoResolver();
  return lintFromString({ source, config, absoluteRef: `${NOWHERE}/openapi.json`, externalRefResolver });
}

function toProblem(found: Found): StyleProblem {
  return {
    severity: found.severity === "error" ? "error" : "warn",
    rule: found.ruleId.slice(0, 100),
    message: found.message.slice(0, MESSAGE_MAX),
    pointer: pointerOf(found).slice(0, MESSAGE_MAX),
  };
}

function pointerOf({ location: [first] }: Pick<Found, "location">): string {
  return (first?.pointer ?? "").replace(/^#/, "");
}

function unusable(which: "ruleset" | "document", message: string): StyleOutcome {
  return { ok: false, which, message: message.split("\n", 1)[0]?.slice(0, MESSAGE_MAX) ?? "" };
}
