import type { Preparation } from "./reference-schema.ts";

/** Kept references together, in characters of JSON. In memory each is a few times that. */
const KEPT_MAX_CHARACTERS = 24_000_000;
/** A refusal is kept for as long: a hostile document costs its time once a minute, and a busy machine gets another try. */
const REFUSAL_KEPT_MS = 60_000;

export interface FoundPreparation {
  preparation: Preparation;
  /** Of its JSON. */
  characters: number;
}

interface Kept {
  preparation: Promise<Preparation>;
  characters: number;
}

/** By document, the one read longest ago first. */
const kept = new Map<string, Kept>();
let characters = 0;

/** A prepared document by its digest, kept in memory; refusals for a minute. `find` is asked for what is not kept. */
export function readReference(digest: string, find: () => Promise<FoundPreparation>): Promise<Preparation> {
  const found = kept.get(digest);
  if (found) {
    kept.delete(digest);
    kept.set(digest, found);
    return found.preparation;
  }
  const entry: Kept = { characters: 0, preparation: find().then((one) => measured(entry, one)) };
  kept.set(digest, entry);
  entry.preparation.then(
    ({ ok }) => {
      if (!ok) setTimeout(() => forget(digest, entry), REFUSAL_KEPT_MS).unref();
    },
    () => forget(digest, entry),
  );
  return entry.preparation;
}

function measured(entry: Kept, found: FoundPreparation): Preparation {
  entry.characters = found.characters;
  characters += found.characters;
  makeRoom();
  return found.preparation;
}

/** Lets go of what was read longest ago; the newest stays, however large. */
function makeRoom(): void {
  for (const [digest, entry] of kept) {
    if (characters <= KEPT_MAX_CHARACTERS || kept.size === 1) return;
    forget(digest, entry);
  }
}

function forget(digest: string, entry: Kept): void {
  if (kept.get(digest) !== entry) return;
  kept.delete(digest);
  characters -= entry.characters;
}
