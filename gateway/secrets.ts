import { isSealed, unseal } from "#lib/signing";
import type { Keyring } from "./keyring.ts";

/** Resolves a reference of a document to its secret. Throws with a message that names the reference, never the secret. */
export type ResolveSecret = (reference: string) => string;

interface SecretSources {
  keys: Keyring;
  /** The gateway's own environment, limited to what is meant for targets. */
  environment(name: string): string | undefined;
}

const ENV = /^env:([A-Za-z_][A-Za-z0-9_]*)$/;

/** `sealed:…` values are opened with the keys shared with the portal; `env:UPSTREAM_NAME` is read from this gateway's environment. */
export function secretResolver(sources: SecretSources): ResolveSecret {
  return (reference) => {
    if (isSealed(reference)) return unseal(reference, sources.keys.sealingKeys);
    const name = ENV.exec(reference)?.[1];
    if (name === undefined)
      throw new Error("the secret is neither sealed nor a reference to the environment");
    const value = sources.environment(name);
    if (value === undefined) throw new Error(`the secret ${reference} is not set on this gateway`);
    return value;
  };
}
