import { compareSets } from "./compare-operations.ts";
import { compareSchemes } from "./compare-security.ts";
import { Findings } from "./findings.ts";
import { textAt, type JsonObject } from "./json.ts";
import type { Contract } from "./model.ts";
import { readContract } from "./read-contract.ts";
import { kept } from "./rules.ts";
import type { Comparison } from "./schema.ts";
import { schemaPairs, TooManyPairs } from "./schema-pairs.ts";

/**
 * What a consumer of the `old` OpenAPI document (2.0, 3.0 or 3.1, parsed) has to know of the `now` one, each change
 * with its verdict. Pure; bounded in work, though not in what the documents themselves take. `at`: the time by which
 * sunsets are judged.
 */
export function compareDocuments(old: JsonObject, now: JsonObject, at: Date): Comparison {
  return compareContracts(readContract(old), readContract(now), at);
}

function compareContracts(old: Contract, now: Contract, at: Date): Comparison {
  const findings = new Findings();
  const pairs = schemaPairs(old.document, now.document, at);
  try {
    compareSets(old.operations, now.operations, { findings, pairs, at, isTurned: false });
    compareSets(old.webhooks, now.webhooks, { findings, pairs, at, isTurned: true });
  } catch (error) {
    if (!(error instanceof TooManyPairs)) throw error;
    findings.note("There was too much to compare: what follows is incomplete.");
  }
  compareSchemes(findings, old, now);
  compareServers(findings, old, now);
  noteExternal(findings, old, now);
  return findings.result();
}

/** Where the document says the API lives. A gateway has its own addresses: a hint, no promise. */
function compareServers(findings: Findings, old: Contract, now: Contract): void {
  for (const [url, node] of old.servers) {
    if (now.servers.has(url)) continue;
    const message = `Server ${url} is no longer listed. Consumers that call it directly must know where to go.`;
    const rule = "server-removed";
    findings.add({
      rule,
      verdict: "risky",
      oldPointer: node.pointer,
      newPointer: null,
      before: kept(url),
      after: null,
      message,
    });
  }
  for (const [url, node] of now.servers) {
    if (old.servers.has(url)) continue;
    const added = {
      rule: "server-added",
      verdict: "safe",
      oldPointer: null,
      newPointer: node.pointer,
    } as const;
    findings.add({ ...added, before: null, after: kept(url), message: `Server ${url} is new.` });
  }
}

/** Says of references out of the documents that they were not followed. */
function noteExternal(findings: Findings, old: Contract, now: Contract): void {
  for (const [name, { document }] of [
    ["old", old],
    ["new", now],
  ] as const) {
    const count = externalReferences(document.root);
    if (count === 0) continue;
    const what = count === 1 ? "1 reference leads" : `${count} references lead`;
    findings.note(
      `${what} out of the ${name} document and ${count === 1 ? "was" : "were"} not followed: what stands there was not compared. Bundle the document first.`,
    );
  }
}

function externalReferences(root: JsonObject): number {
  const seen = new WeakSet<object>();
  const waiting: unknown[] = [root];
  const found = new Set<string>();
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    const reference = textAt(value, "$ref");
    if (reference !== undefined && reference !== "#" && !reference.startsWith("#/")) found.add(reference);
    for (const inner of Object.values(value)) {
      if (typeof inner === "object" && inner !== null) waiting.push(inner);
    }
  }
  return found.size;
}
