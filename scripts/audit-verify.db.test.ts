import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { change } from "#lib/db";
import { sealAudit } from "#lib/identity";
import { onServer, testDatabase } from "#lib/testing";

const { db, ctx, url } = await testDatabase();

async function run(databaseUrl: string, ...args: string[]): Promise<{ code: number; said: string }> {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const child = spawn(process.execPath, ["scripts/audit-verify.ts", ...args], { env });
  const [[code], out, errors] = await Promise.all([
    once(child, "exit") as Promise<[number]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, said: out + errors };
}

it("says 0 and the head, 1 and the first broken link, 2 when it cannot tell", async () => {
  for (const id of ["a", "b", "c"]) {
    const deed = { action: "team.create", kind: "team", id } as const;
    await change(ctx(), deed, async () => ({ result: undefined }));
  }
  await sealAudit(ctx());
  const { hash } = await db.auditSeal.findUniqueOrThrow({ where: { position: 3n } });
  const whole = await run(url, "--expect", `3:${hash}`);
  expect(whole).toMatchObject({ code: 0, said: expect.stringContaining(`head 3:${hash}`) });

  await onServer(
    url,
    `ALTER TABLE "AuditEntry" DISABLE TRIGGER USER; UPDATE "AuditEntry" SET "actorName" = 'Else' WHERE "objectId" = 'b'`,
  );
  const broken = await run(url);
  expect(broken).toMatchObject({ code: 1, said: expect.stringContaining("broken at 2") });
  expect(await run("postgresql://127.0.0.1:1/none")).toMatchObject({ code: 2 });
}, 120_000);
