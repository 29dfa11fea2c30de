import { createPrivateKey, createPublicKey } from "node:crypto";
import { AppError } from "#lib/errors";
import { keyId, loadVerifyKey, newSigningKeys, verifyDocument } from "#lib/signing";
import type { Entry } from "#lib/store";
import { changeSecrets, publicHalf, readKept } from "../launcher/secrets.ts";
import { endedBody } from "./ended-body.ts";
import { environmentsOf, nodesWithout, rewriteUntil, type Rotation, type Told } from "./rotation.ts";

const AGAIN = "npm run keys:rotate -- signing";

/** The next step of exchanging the signing key. */
export async function rotateSigning(rotation: Rotation): Promise<Told> {
  const { config } = rotation;
  if (config.secrets.signingKey !== undefined)
    throw new AppError("invalid", "SIGNING_KEY is a setting here: exchange it as docs/operations.md says.");
  const kept = readKept(config.dataDir);
  if (kept["NEXT_SIGNING_KEY"] !== undefined) return takeIntoUse(rotation, kept["NEXT_SIGNING_KEY"]);
  const others = kept["OTHER_SIGNING_PUBLIC_KEYS"];
  if (others !== undefined) return drop(rotation, kept["SIGNING_KEY"] ?? "", others);
  return add(rotation);
}

async function add({ config }: Rotation): Promise<Told> {
  const next = newSigningKeys();
  changeSecrets(config.dataDir, (kept) => {
    kept["NEXT_SIGNING_KEY"] = next.privateKey;
    kept["OTHER_SIGNING_PUBLIC_KEYS"] = next.publicKey;
  });
  const both = `${publicHalf(readKept(config.dataDir)["SIGNING_KEY"] ?? "")},${next.publicKey}`;
  return {
    did: "There is a new signing key; nothing is signed with it yet.",
    next: `Give gateways elsewhere SIGNING_PUBLIC_KEY=${both}\nThen: ${AGAIN}`,
  };
}

/** Refused while a connected gateway would refuse what is signed with the new key. */
async function takeIntoUse(rotation: Rotation, next: string): Promise<Told> {
  const { config } = rotation;
  const id = keyId(loadVerifyKey(publicHalf(next)));
  const without = await nodesWithout(rotation, ({ verifyKeys = [] }) => verifyKeys.includes(id));
  if (without.length > 0)
    throw new AppError("conflict", `These gateways do not accept the new key yet: ${without.join(", ")}.`);
  changeSecrets(config.dataDir, (kept) => {
    kept["OTHER_SIGNING_PUBLIC_KEYS"] = publicHalf(kept["SIGNING_KEY"] ?? "");
    kept["SIGNING_KEY"] = next;
    delete kept["NEXT_SIGNING_KEY"];
  });
  return {
    did: "The worker signs with the new key from now on.",
    next: `To sign everything anew and drop the old key: ${AGAIN}`,
  };
}

/** Refused while the store holds a document that only the old key has signed. */
async function drop(rotation: Rotation, present: string, others: string): Promise<Told> {
  const key = createPublicKey(
    createPrivateKey({ key: Buffer.from(present, "base64"), format: "der", type: "pkcs8" }),
  );
  const isNew = (entry: { key: string; value: string }) =>
    verifyDocument({ key: entry.key, text: entry.value }, key).ok;
  const keys = others.split(",").map(loadVerifyKey);
  const ended = (entry: Entry) => endedBody(entry, { keys, nowMs: Date.now() });
  const count = await rewriteUntil(rotation, { isNew, ended });
  changeSecrets(rotation.config.dataDir, (kept) => {
    delete kept["OTHER_SIGNING_PUBLIC_KEYS"];
  });
  return {
    did: `${count} documents carry the new signature in ${(await environmentsOf(rotation)).length} environments; the old key is dropped.`,
    next: `Gateways elsewhere: SIGNING_PUBLIC_KEY=${publicHalf(present)}`,
  };
}
