import { LineCounter, isMap, isScalar, parseDocument, type Document } from "yaml";
import { UnboundPolicy, type Finding } from "#lib/fallback/schema";

/** Something about the text, at its line where that is known. */
export interface TextFinding {
  line: number | undefined;
  /** `chain.0.timeouts.connectMs`; empty for the text as a whole. */
  field: string;
  severity: Finding["severity"];
  message: string;
}

export type ReadPolicy = { ok: true; policy: UnboundPolicy } | { ok: false; findings: TextFinding[] };

type Path = readonly (string | number)[];

/** The policy as the text that is edited. */
export function writePolicy(policy: UnboundPolicy): string {
  return `${JSON.stringify(policy, null, 2)}\n`;
}

/** Reads a policy from JSON. What is wrong names its line and field; members that nothing knows are named. */
export function readPolicy(text: string): ReadPolicy {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, findings: [syntaxFinding(text, error)] };
  }
  const places = new Places(text);
  const twice = places.duplicates();
  if (twice.length > 0) return { ok: false, findings: twice };
  const shape = UnboundPolicy.safeParse(value);
  if (shape.success) return { ok: true, policy: shape.data };
  const findings = shape.error.issues.flatMap((issue): TextFinding[] => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => places.finding([...path, key], `There is no field "${key}" here.`));
    }
    return [places.finding(path, issue.message)];
  });
  return { ok: false, findings: findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

/** Findings about a policy, at the lines of its text. Those of addresses are not in it and are left out. */
export function findingsInText(text: string, findings: readonly Finding[]): TextFinding[] {
  const places = new Places(text);
  return findings
    .filter(({ path: [root] }) => root !== "bindings" && root !== "routes")
    .map(({ path, message, severity }) => ({ ...places.finding(path, message), severity }));
}

/** Where the fields of a JSON text are. JSON is YAML, whose parser keeps places. */
class Places {
  private readonly lines = new LineCounter();
  private readonly document: Document;

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.lines });
  }

  finding(path: Path, message: string): TextFinding {
    return { line: this.lineOf(path), field: path.join("."), severity: "error", message };
  }

  /** JSON.parse takes the last of two members of a name without a word. */
  duplicates(): TextFinding[] {
    return this.document.errors
      .filter((error) => error.code === "DUPLICATE_KEY")
      .map((error) => ({
        line: error.linePos?.[0].line,
        field: "",
        severity: "error",
        message: "This field is here twice.",
      }));
  }

  /** The line of the field, or of the nearest thing around it that is there. */
  private lineOf(path: Path): number | undefined {
    for (let depth = path.length; depth >= 0; depth--) {
      const at = this.offsetOf(path.slice(0, depth));
      if (at !== undefined) return this.lines.linePos(at).line;
    }
    return undefined;
  }

  private offsetOf(path: Path): number | undefined {
    const name = path.at(-1);
    const parent: unknown =
      path.length > 1 ? this.document.getIn(path.slice(0, -1), true) : this.document.contents;
    if (typeof name === "string" && isMap(parent)) {
      const key = parent.items.map((pair) => pair.key).find((item) => isScalar(item) && item.value === name);
      return isScalar(key) ? key.range?.[0] : undefined;
    }
    const node: unknown = path.length === 0 ? this.document.contents : this.document.getIn(path, true);
    const range = (node as { range?: [number, number, number] } | undefined)?.range;
    return range?.[0];
  }
}

/** Browsers say where JSON breaks in words of their own. */
function syntaxFinding(text: string, error: unknown): TextFinding {
  const said = error instanceof Error ? error.message : "";
  const line = /line (\d+) column/.exec(said)?.[1];
  const offset = /position (\d+)/.exec(said)?.[1];
  const atEnd = /end of (JSON|data)/i.test(said);
  const before = text.slice(0, offset === undefined ? text.length : Number(offset));
  const counted = offset !== undefined || atEnd ? before.trimEnd().split("\n").length : undefined;
  const what = said
    .replace(/^JSON\.parse: /, "")
    .replace(/,? ?(\.{3}|…)?".*$|( in JSON)? at position.*$/s, "");
  return {
    line: line === undefined ? counted : Number(line),
    field: "",
    severity: "error",
    message: `Not JSON: ${what || "it cannot be read"}.`,
  };
}
