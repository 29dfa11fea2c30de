import { watchFile } from "node:fs";
import type { Logger } from "pino";
import type { Keyring, KeyTexts } from "./keyring.ts";

interface KeyFileParts {
  path: string;
  keys: Keyring;
  /** Reads and checks the file. Throws with what is wrong. */
  read(): KeyTexts;
  /** The keys are others now. */
  exchanged(texts: KeyTexts): void;
  log: Logger;
}

const EVERY_MS = 1_000;

/** Follows the file with a gateway's keys, so that they can be exchanged while it serves. A file that is wrong changes nothing. */
export function followKeys({ path, keys, read, exchanged, log }: KeyFileParts): void {
  let held = "";
  const look = (): void => {
    try {
      const texts = read();
      if (JSON.stringify(texts) === held) return;
      keys.take(texts);
      held = JSON.stringify(texts);
      log.info({ verifyKeys: keys.verifyKeyIds }, "these keys count from now on");
      exchanged(texts);
    } catch (error) {
      log.error({ err: error, file: path }, "the new keys are not used; the present ones stay");
    }
  };
  look();
  watchFile(path, { interval: EVERY_MS, persistent: false }, look);
}
