import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { HeldText } from "./held-text.ts";
import { SnapshotFile, type SavedDocument } from "./snapshot-file.ts";

const keys = {
  derived: (purpose: string) => [Buffer.from(purpose)],
  everVerifyKeyIds: [],
  verifyKeyIds: [],
} as unknown as ConstructorParameters<typeof SnapshotFile>[0]["keys"];

async function reread(documents: SavedDocument[]): Promise<SavedDocument[]> {
  const folder = await mkdtemp(join(tmpdir(), "snapshot-"));
  const file = new SnapshotFile({ folder, environment: "production", keys, softwareVersion: "1" });
  await file.write({ storeRevision: 7, documents });
  const loaded = await file.read();
  if (loaded.kind !== "loaded") throw new Error(loaded.kind);
  return [...loaded.saved.documents];
}

const document = (key: string, text: string) => ({ key, storeRevision: 1, text: HeldText.of(text) });
/** Whole bytes that a text keeps in memory. */
const keptBytes = ({ text }: SavedDocument) => text.bytes().buffer.byteLength;

it("keeps of a file with many keys only what comes before them", async () => {
  const routes = Array.from({ length: 3 }, (_, n) => document(`routes/r${n}/v1`, `route ${n} ü`));
  const credentials = Array.from({ length: 2_000 }, (_, n) =>
    document(`credentials/${n}`, "x".repeat(3_000)),
  );
  const read = await reread([...routes, ...credentials]);
  expect(read.slice(0, 3).map(({ text }) => text.toString())).toEqual([
    "route 0 ü",
    "route 1 ü",
    "route 2 ü",
  ]);
  expect(read).toHaveLength(2_003);
  expect(keptBytes(read[0] as SavedDocument)).toBeLessThan(1_000);
});

it("keeps a file whole that is all of texts, or has few keys", async () => {
  const routes = Array.from({ length: 2_000 }, (_, n) => document(`routes/r${n}/v1`, "y".repeat(3_000)));
  const read = await reread([...routes, document("credentials/1", "key")]);
  expect(keptBytes(read[0] as SavedDocument)).toBeGreaterThan(6_000_000);
  expect(read.at(-1)?.text.toString()).toBe("key");
});
