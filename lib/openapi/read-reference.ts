import { inThread, THREAD_LIMITS, type ThreadLimits } from "./in-thread.ts";
import type { Preparation } from "./reference-schema.ts";

/** Kept references together: what they were made from, in characters. In memory each is a few times that. */
const KEPT_MAX_CHARACTERS = 24_000_000;
/** A refusal is kept for as long: a hostile document costs its time once a minute, and a busy machine gets another try. */
const REFUSAL_KEPT_MS = 60_000;
const LIMITS: ThreadLimits = { ...THREAD_LIMITS, timeoutMs: 20_000 };

interface Kept {
  preparation: Promise<Preparation>;
  characters: number;
}

/** By document, the one read longest ago first. */
const kept = new Map<string, Kept>();
let characters = 0;

/**
 * A document prepared for its readers, in a thread with limits on time and memory. Kept by `digest` (or whatever else
 * stands for exactly one text), refusals for a minute. `load` is asked for the text when it is not kept.
 */
export async function readReference(
  digest: string,
  load: () => Promise<string>,
  limits: ThreadLimits = LIMITS,
): Promise<Preparation> {
  const found = kept.get(digest);
  if (found) {
    kept.delete(digest);
    kept.set(digest, found);
    return found.preparation;
  }
  const entry: Kept = { characters: 0, preparation: load().then((text) => prepare(text, entry, limits)) };
  kept.set(digest, entry);
  entry.preparation.then(
    ({ ok }) => {
      if (!ok) setTimeout(() => forget(digest, entry), REFUSAL_KEPT_MS).unref();
    },
    () => forget(digest, entry),
  );
  return entry.preparation;
}

async function prepare(text: string, entry: Kept, limits: ThreadLimits): Promise<Preparation> {
  const outcome = await inThread<Preparation>({ task: "reference", text }, limits);
  entry.characters = text.length;
  characters += text.length;
  makeRoom();
  if (!("stopped" in outcome)) return outcome;
  return {
    ok: false,
    message:
      outcome.stopped === "too-slow"
        ? `The document took longer than ${limits.timeoutMs / 1000} s to read.`
        : "The document needs too much memory to be read.",
  };
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
