import { describe, expect, it } from "vitest";
import { validatePolicy } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { findingsInText, readPolicy, writePolicy } from "./policy-text.ts";

const policy: UnboundPolicy = {
  apiVersion: "fallback/v1",
  id: "orders",
  chain: [
    { id: "primary", kind: "http", timeouts: { connectMs: 300 } },
    { id: "sorry", kind: "static", status: 503 },
  ],
};
const text = writePolicy(policy);
const lineOf = (part: string) => text.split("\n").findIndex((line) => line.includes(part)) + 1;

function problems(changed: string) {
  const read = readPolicy(changed);
  return read.ok ? [] : read.findings;
}

describe("a policy as text", () => {
  it("comes back as it went", () => {
    expect(readPolicy(text)).toEqual({ ok: true, policy });
  });

  it("names the line and the field of a wrong value", () => {
    const [finding, ...others] = problems(text.replace("300", '"soon"'));
    expect(finding).toMatchObject({ line: lineOf("connectMs"), field: "chain.0.timeouts.connectMs" });
    expect(others).toEqual([]);
  });

  it("names every field that it does not know, at its line", () => {
    const changed = text.replace('"connectMs"', '"conectMs"').replace('"status"', '"state"');
    expect(problems(changed)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ line: lineOf("connectMs"), message: 'There is no field "conectMs" here.' }),
        expect.objectContaining({ line: lineOf('"status"'), message: 'There is no field "state" here.' }),
      ]),
    );
  });

  it("finds the line where JSON breaks", () => {
    expect(problems(text.replace('"kind": "http",', '"kind" "http",'))).toMatchObject([
      { line: lineOf('"kind": "http"'), message: /^Not JSON: / },
    ]);
    expect(problems(text.slice(0, text.indexOf("300")))).toMatchObject([{ line: lineOf("connectMs") }]);
    expect(problems("")).toMatchObject([{ line: 1 }]);
  });

  it("refuses a field that is there twice, which JSON would not", () => {
    const twice = text.replace('"status": 503', '"status": 503,\n      "status": 200');
    expect(problems(twice)).toMatchObject([
      { message: "This field is here twice.", line: expect.any(Number) as number },
    ]);
  });

  it("points at what is around a field that is missing", () => {
    const changed = text.replace(',\n      "status": 503', "");
    expect(problems(changed)).toMatchObject([{ field: "chain.1.status", line: lineOf('"id": "sorry"') - 1 }]);
  });

  it("shows the rules' findings at their lines, and none of addresses", () => {
    const late: UnboundPolicy = { ...policy, chain: [...policy.chain, { id: "late", kind: "http" }] };
    const missing = {
      severity: "error",
      code: "missing-binding",
      path: ["bindings", "late"],
      message: "x",
    } as const;
    const found = findingsInText(writePolicy(late), [
      ...validatePolicy(late),
      { ...missing, path: [...missing.path] },
    ]);
    expect(found).toHaveLength(1);
    const line = writePolicy(late)
      .split("\n")
      .findIndex((part) => part.includes('"late"'));
    expect(found[0]).toMatchObject({ line, field: "chain.2", severity: "error" });
  });
});
