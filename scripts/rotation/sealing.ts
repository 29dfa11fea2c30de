import { AppError } from "#lib/errors";
import { resealSecrets } from "#lib/publishing";
import { loadSealingKey, newSealingKey, sealingKeyId, unseal } from "#lib/signing";
import { changeSecrets, readKept } from "../launcher/secrets.ts";
import { nodesWithout, rewriteUntil, systemCtx, type Rotation, type Told } from "./rotation.ts";

const AGAIN = "npm run keys:rotate -- sealing";
const SEALED = /sealed:v1:[A-Za-z0-9_-]+/g;

/** The next step of exchanging the sealing key. */
export async function rotateSealing(rotation: Rotation): Promise<Told> {
  const { config } = rotation;
  if (config.secrets.sealingKeys !== undefined)
    throw new AppError("invalid", "SEALING_KEY is a setting here: exchange it as docs/operations.md says.");
  const kept = readKept(config.dataDir);
  const keys = (kept["SEALING_KEY"] ?? "").split(",");
  if (keys.length === 1) return add(rotation, keys[0] ?? "");
  return kept["SEALING_KEY_IS_NEW"] === undefined ? drop(rotation, keys) : takeIntoUse(rotation, keys);
}

async function add({ config }: Rotation, present: string): Promise<Told> {
  const both = `${present},${newSealingKey()}`;
  changeSecrets(config.dataDir, (kept) => {
    kept["SEALING_KEY"] = both;
    kept["SEALING_KEY_IS_NEW"] = "the second";
  });
  return {
    did: "There is a new sealing key; nothing is sealed with it yet.",
    next: `Give gateways elsewhere SEALING_KEY=${both}\nThen: ${AGAIN}`,
  };
}

/** Refused while a connected gateway could not open what is sealed with the new key. */
async function takeIntoUse(rotation: Rotation, keys: string[]): Promise<Told> {
  const [present = "", next = ""] = keys;
  const id = sealingKeyId(loadSealingKey(next));
  const without = await nodesWithout(rotation, ({ sealingKeys = [] }) => sealingKeys.includes(id));
  if (without.length > 0)
    throw new AppError(
      "conflict",
      `These gateways cannot open the new key's seals yet: ${without.join(", ")}.`,
    );
  changeSecrets(rotation.config.dataDir, (kept) => {
    kept["SEALING_KEY"] = `${next},${present}`;
    delete kept["SEALING_KEY_IS_NEW"];
  });
  return {
    did: "Secrets are sealed with the new key from now on.",
    next: `To seal everything anew and drop the old key: ${AGAIN}`,
  };
}

/** Refused while the database or the store holds a secret that only the old key opens. */
async function drop(rotation: Rotation, keys: string[]): Promise<Told> {
  const [present, ...others] = keys.map(loadSealingKey);
  if (!present) throw new AppError("invalid", "There is no sealing key.");
  const rows = await resealSecrets(systemCtx(rotation), { seal: present, open: [present, ...others] });
  const isNew = ({ value }: { value: string }) =>
    (value.match(SEALED) ?? []).every((text) => opens(text, present));
  await rewriteUntil(rotation, { isNew });
  // Whoever saved a draft meanwhile, in a portal that had not started again yet.
  const late = await resealSecrets(systemCtx(rotation), { seal: present, open: [present, ...others] });
  if (late > 0)
    throw new AppError("conflict", `A secret was sealed with the old key a moment ago. Again: ${AGAIN}`);
  changeSecrets(rotation.config.dataDir, (kept) => {
    kept["SEALING_KEY"] = keys[0] ?? "";
  });
  return {
    did: `The secrets of ${rows} drafts and revisions are sealed with the new key; the old one is dropped.`,
    next: `Gateways elsewhere: SEALING_KEY=${keys[0]}`,
  };
}

function opens(text: string, key: Buffer): boolean {
  try {
    unseal(text, key);
    return true;
  } catch {
    return false;
  }
}
