import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { compareDocuments } from "./compare.ts";
import type { JsonObject } from "./json.ts";
import { VERDICTS, type Comparison } from "./schema.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const FOLDER = join(import.meta.dirname, "fixtures", "adyen");
const PACKED = ".json.br";

/** Every published version of a service with the one before it. */
function consecutive(): [older: string, newer: string][] {
  const names = readdirSync(FOLDER)
    .filter((file) => file.endsWith(PACKED))
    .map((file) => file.slice(0, -PACKED.length))
    .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const service = (name: string | undefined) => name?.split("-v", 1)[0];
  return names.flatMap((newer, index) => {
    const older = names[index - 1];
    return older !== undefined && service(older) === service(newer)
      ? [[older, newer] as [string, string]]
      : [];
  });
}

function read(name: string): JsonObject {
  return JSON.parse(brotliDecompressSync(readFileSync(join(FOLDER, name + PACKED))).toString()) as JsonObject;
}

function inWords(comparison: Comparison): string {
  const lines = VERDICTS.flatMap((verdict) =>
    comparison[verdict].map(
      ({ rule, method, path, message }) => `${verdict} ${rule} ${method ?? "-"} ${path ?? "-"}: ${message}`,
    ),
  );
  return `${[...lines, ...comparison.notes].join("\n")}\n`;
}

test("there are versions to compare", () => {
  expect(consecutive()).toHaveLength(11);
});

test.each(consecutive())("%s → %s says what it said when people read it", async (older, newer) => {
  const comparison = compareDocuments(read(older), read(newer), AT);
  await expect(inWords(comparison)).toMatchFileSnapshot(
    join(FOLDER, `${older}…${newer.split("-").at(-1)}.txt`),
  );
});

test.each(consecutive())("%s compared with itself differs in nothing", (older) => {
  expect(compareDocuments(read(older), read(older), AT)).toMatchObject({ breaking: [], risky: [], safe: [] });
});
