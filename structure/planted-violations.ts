export interface Planted {
  /** The rule that must speak, as the linter names it. */
  rule: string;
  path: string;
  text: string;
  /** Part of the message, where one rule guards several borders. */
  says?: string;
}

const restricted = (path: string, specifier: string, says: string): Planted => ({
  rule: "eslint(no-restricted-imports)",
  path,
  text: `export { thing } from "${specifier}";\n`,
  says,
});

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

/** One for each border between rooms. */
export const BORDERS: Planted[] = [
  restricted("lib/paging/sees-db.ts", "#lib/db", "ground floor"),
  restricted("lib/config/sees-pure.ts", "#lib/fallback", "ground floor"),
  restricted("lib/fallback/sees-db.ts", "#lib/db", "pure room sees"),
  restricted("lib/routing/sees-verb.ts", "#lib/catalogue/schema", "pure room sees"),
  restricted("lib/access/reads-files.ts", "node:fs", "no input or output"),
  restricted("lib/admission/hashes.ts", "node:crypto", "no input or output"),
  restricted("lib/fallback/asks.ts", "undici", "no input or output"),
  restricted("lib/store/sees-verb.ts", "#lib/publishing", "no verbs"),
  restricted("lib/egress/sees-verb.ts", "#lib/catalogue", "no verbs"),
  restricted("lib/credentials/sees-verb.ts", "#lib/catalogue", "no verbs"),
  restricted("lib/catalogue/climbs.ts", "../db/client.ts", "doors"),
  restricted("lib/fallback/climbs.ts", "../ids/digest.ts", "doors"),
  restricted("lib/errors/climbs.ts", "../ids/digest.ts", "doors"),
  restricted("lib/identity/sees-framework.ts", "next/headers", "no framework"),
  restricted("lib/identity/sees-react.ts", "react", "no framework"),
  restricted("lib/publishing/sees-page.ts", "@/app/page.tsx", "no framework"),
  restricted("lib/catalogue/schema.ts", "#lib/db", "browser-safe"),
  restricted("lib/telemetry/schema.ts", "node:crypto", "browser-safe"),
  restricted("lib/publishing/uses-test-support.ts", "#lib/testing", "for tests"),
  restricted("gateway/sees-db.ts", "#lib/db", "not the database"),
  restricted("gateway/sees-prisma.ts", "@prisma/client", "not the database"),
  restricted("gateway/sees-verb.ts", "#lib/publishing", "no verbs"),
  restricted("gateway/climbs.ts", "../lib/db/client.ts", "./ inside"),
  restricted("gateway/sees-portal.ts", "@/app/page.tsx", "no framework"),
  restricted("conformance/adapters/sees-inside.ts", "../../gateway/gateway.ts", "its sockets"),
  restricted("conformance/sees-verb.ts", "#lib/publishing", "beside the portal"),
  restricted("worker/climbs.ts", "../gateway/main.ts", "./ inside"),
  restricted("worker/sees-framework.ts", "next/cache", "no framework"),
  restricted("components/ui/sees-verb.ts", "#lib/catalogue", "schema doors"),
  restricted("components/ui/sees-db.tsx", "#lib/db", "schema doors"),
  restricted("components/ui/sees-page.tsx", "@/app/page.tsx", "know no page"),
  restricted("components/ui/sees-node.ts", "node:fs", "run in the browser"),
  restricted("components/home/links.tsx", "next/link", "components/ui/link.tsx"),
  restricted("components/ui/climbs.ts", "../../lib/fallback/decide.ts", "doors"),
  restricted("app/api/sees-db.ts", "#lib/db", "verbs"),
  restricted("app/api/climbs.ts", "@/lib/db/client.ts", "doors"),
];

/** One for each budget and habit. */
export const HABITS: Planted[] = [
  {
    rule: "eslint(max-lines)",
    path: "lib/db/long.ts",
    text: lines(301, (i) => `export const a${i} = ${i};`),
  },
  {
    rule: "eslint(max-lines-per-function)",
    path: "lib/db/long-function.ts",
    text: `export function f(): void {\n${lines(60, () => "  f();")}\n}\n`,
  },
  {
    rule: "eslint(max-lines-per-function)",
    path: "components/ui/long-component.tsx",
    text: `export function Long() {\n  return (\n    <div>\n${lines(120, () => "      <br />")}\n    </div>\n  );\n}\n`,
  },
  {
    rule: "eslint(max-params)",
    path: "lib/db/params.ts",
    text: "export const f = (a: number, b: number, c: number, d: number) => a + b + c + d;\n",
  },
  {
    rule: "eslint(complexity)",
    path: "lib/db/complex.ts",
    text: `export function f(a: number): number {\n${lines(13, (i) => `  if (a === ${i}) return ${i};`)}\n  return 0;\n}\n`,
  },
  {
    rule: "eslint(max-depth)",
    path: "lib/db/deep.ts",
    text: "export function f(a: number): void {\n  if (a > 0) { if (a > 1) { if (a > 2) { if (a > 3) f(a); } } }\n}\n",
  },
  {
    rule: "typescript(no-explicit-any)",
    path: "lib/db/any.ts",
    text: "export const f = (a: any): string => String(a);\n",
  },
  {
    rule: "typescript(ban-ts-comment)",
    path: "lib/db/ignore.ts",
    text: "// @ts-ignore\nexport const a: string = 1;\n",
  },
  {
    rule: "typescript(no-floating-promises)",
    path: "worker/floating.ts",
    text: "async function f(): Promise<void> {}\nexport function g(): void {\n  f();\n}\n",
  },
  {
    rule: "typescript(switch-exhaustiveness-check)",
    path: "lib/db/switch.ts",
    text: 'export function f(a: "x" | "y"): number {\n  let b = 0;\n  switch (a) {\n    case "x":\n      b = 1;\n      break;\n  }\n  return b;\n}\n',
  },
  {
    rule: "import(no-cycle)",
    path: "lib/db/cycle-a.ts",
    text: 'import { b } from "./cycle-b.ts";\nexport const a = (): number => b();\n',
  },
  {
    rule: "node(no-process-env)",
    path: "lib/db/environment.ts",
    text: 'export const a = process.env["HOME"];\n',
  },
  { rule: "eslint(no-console)", path: "lib/db/console.ts", text: 'console.log("a");\nexport {};\n' },
  {
    rule: "eslint(no-restricted-properties)",
    path: "lib/fallback/clock.ts",
    text: "export const f = (): number => Date.now();\n",
  },
  {
    rule: "eslint(no-restricted-properties)",
    path: "lib/routing/random.ts",
    text: "export const f = (): number => Math.random();\n",
  },
  {
    rule: "eslint(no-restricted-globals)",
    path: "lib/fallback/network.ts",
    text: 'export const f = (): Promise<Response> => fetch("http://127.0.0.1");\n',
  },
  {
    rule: "vitest(no-focused-tests)",
    path: "lib/db/focused.test.ts",
    text: 'import { expect, it } from "vitest";\nit.only("a", () => expect(1).toBe(1));\n',
  },
];

/** Files that keep the rules: a checker that complains about everything proves nothing. */
export const INNOCENT: Record<string, string> = {
  "lib/db/cycle-b.ts": 'import { a } from "./cycle-a.ts";\nexport const b = (): number => a();\n',
  "lib/paging/innocent.ts": 'export { AppError } from "#lib/errors";\n',
  "lib/fallback/innocent.ts": 'export { Slug } from "#lib/ids/schema";\nexport { may } from "#lib/access";\n',
  "lib/store/innocent.ts":
    'export { Finding } from "#lib/fallback/schema";\nexport { readFile } from "node:fs/promises";\n',
  "lib/publishing/innocent.ts":
    'export { openDb } from "#lib/db";\nexport { getApi } from "#lib/catalogue";\n',
  "gateway/innocent.ts":
    'export { openStore } from "#lib/store";\nexport { TelemetryBatch } from "#lib/telemetry/schema";\n',
  "components/ui/innocent.ts":
    'export { Finding } from "#lib/fallback/schema";\nexport { simulate } from "#lib/fallback";\n',
  "app/_server/innocent.ts": 'export { openDb } from "#lib/db";\n',
  "lib/config/innocent.ts": 'export const a = process.env["HOME"];\n',
};
