import { admit, type KnownCredential, type Refusal } from "#lib/admission";
import { KEY_MAX_LENGTH, keySha256, readKey } from "#lib/credentials";
import type { Consumers, LiveSubscription } from "./consumers.ts";
import type { Gate } from "./gate.ts";
import { admissionBy, KnownKeys, type KnownAdmission } from "./known-keys.ts";

/** A key that is not good for the version; `subscription`: where one is known all the same. */
interface Refused {
  refusal: Refusal;
  subscription: LiveSubscription | undefined;
}

/** Decides whom keys let in. For a key in use that is done once, and not with every request. */
export class KeyAdmission {
  readonly #consumers: Consumers;
  readonly #known = new KnownKeys();

  constructor(consumers: Consumers) {
    this.#consumers = consumers;
  }

  /**
   * Under which subscription a key is let in now. What was decided is right until any key, application or subscription changes,
   * the version's settings do, or the key expires.
   */
  decide(key: string, gate: Gate, nowMs: number): KnownAdmission | Refused {
    const known = this.#known.find(key);
    const { edition } = this.#consumers;
    const earlier = known?.edition === edition ? admissionBy(known, gate) : undefined;
    if (earlier && nowMs < earlier.untilMs) return earlier;
    const sum = known?.sum ?? sumOf(key);
    const { credential, application } = this.#consumers.byKey(sum, gate.version.id);
    // What is known needs no second look; of the rest it is said what is wrong with it.
    const written = credential ? { environment: gate.version.environment } : readKey(key);
    const admission = admit({ kind: "key", written, credential, application }, gate.version, nowMs);
    if (admission.ok) {
      // Whom a key lets in has both.
      const by = {
        credential: credential as KnownCredential,
        subscription: admission.subscription as LiveSubscription,
      };
      const made = newAdmission(gate, by);
      this.#known.admitted(key, { sum, edition }, made);
      return made;
    }
    if (credential?.state !== "active") this.#known.forget(key);
    return { refusal: admission.refusal, subscription: application?.subscription };
  }
}

/** "" for a text that is longer than any key: nobody has that one. */
function sumOf(key: string): string {
  return key.length <= KEY_MAX_LENGTH ? keySha256(key) : "";
}

function newAdmission(
  gate: Gate,
  { credential, subscription }: { credential: KnownCredential; subscription: LiveSubscription },
): KnownAdmission {
  const { keyId, notAfterMs: untilMs = Number.POSITIVE_INFINITY } = credential;
  return { gate, untilMs, subscription, use: { subscriptionId: subscription.id, keyId, atMs: 0 } };
}
