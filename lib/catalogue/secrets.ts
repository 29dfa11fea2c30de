import type { Bindings, TargetBinding } from "#lib/fallback/schema";
import type { Issue } from "#lib/errors";
import { sha256Hex } from "#lib/ids";
import { certificatesProblem, clientCertificateProblem, isSealed, sealedId, sealLike } from "#lib/signing";
import { PEM_MAX_BYTES, SECRET_ENV_PREFIX, SECRET_MASK, SECRET_MAX_BYTES } from "./draft-schema.ts";

type Replace = (value: string, path: (string | number)[]) => string;

const MASK = new RegExp(`^${SECRET_MASK}(?:[0-9a-f]{8})?$`);

/** The mark is of the nonce, which says nothing of the secret. */
function maskOf(sealed: string): string {
  return SECRET_MASK + sha256Hex(sealedId(sealed)).slice(0, 8);
}

/** For eyes: every stored secret as its mask; references to the gateway's environment stay readable. */
export function maskBindings(bindings: Bindings): Bindings {
  return mapTargets(bindings, (binding) =>
    mapSecrets(binding, (value) => (isSealed(value) ? maskOf(value) : value)),
  );
}

interface Sealing {
  given: Bindings;
  /** What is stored for this environment: where the mask came back, its secret is kept. */
  stored: Bindings;
  key: Buffer;
}

/**
 * For the database: new secrets sealed, masked ones kept. One that is stored here already, or comes twice, is the same text each
 * time, and so known to be the same. Issues are relative to the environment's bindings.
 */
export function sealBindings({ given, stored, key }: Sealing): { bindings: Bindings; issues: Issue[] } {
  const issues: Issue[] = [];
  const known = Object.values(stored).flatMap((binding) => [...secretsOf(binding).values()]);
  const bindings = mapTargets(given, (binding, target) => {
    const before = Object.hasOwn(stored, target) ? stored[target] : origin(binding, { given, stored });
    const kept = before ? secretsOf(before) : new Map<string, string>();
    const isMoved = before !== undefined && leadsElsewhere(binding, before);
    return mapSecrets(binding, (value, path) => {
      const message =
        isMoved && MASK.test(value) && path[0] === "auth"
          ? "The address leads to another server. Enter the secret again."
          : problemOf(value, path, kept.has(path.join(".")));
      if (message !== undefined) {
        issues.push({ path: [target, ...path], message, code: "secret" });
        return value;
      }
      if (MASK.test(value)) return kept.get(path.join(".")) ?? value;
      if (value.startsWith("env:")) return value;
      const sealed = sealLike(value, known, key);
      known.push(sealed);
      return sealed;
    });
  });
  return { bindings, issues };
}

/**
 * A target that was renamed or copied is not stored under its name. Its secrets are those of the one stored target at the same
 * servers, best one whose name is gone; where that is not one, nobody can tell.
 */
function origin(binding: TargetBinding, { given, stored }: Omit<Sealing, "key">): TargetBinding | undefined {
  const there = Object.entries(stored).filter(([, known]) => !leadsElsewhere(binding, known));
  const gone = there.filter(([name]) => !Object.hasOwn(given, name));
  const [found, ...others] = gone.length > 0 ? gone : there;
  return others.length === 0 ? found?.[1] : undefined;
}

/** A stored secret must not be sent where nobody who knows it sent it: whoever may edit addresses could read it there. */
function leadsElsewhere(binding: TargetBinding, before: TargetBinding): boolean {
  const known = new Set(before.endpoints.map(({ url }) => new URL(url).origin));
  return binding.endpoints.some(({ url }) => !known.has(new URL(url).origin));
}

function problemOf(value: string, path: (string | number)[], isKept: boolean): string | undefined {
  if (MASK.test(value)) return isKept ? undefined : "There is no stored secret here. Enter it.";
  // A sealed value copied from elsewhere would move a secret to another address.
  if (value.startsWith("sealed:")) return "Enter the secret itself.";
  if (value.startsWith("env:")) return envProblem(value);
  const isPem = path[0] === "tls";
  const maxBytes = isPem ? PEM_MAX_BYTES : SECRET_MAX_BYTES;
  if (Buffer.byteLength(value) > maxBytes) return `At most ${maxBytes} bytes.`;
  if (!isPem) return undefined;
  return path[1] === "caRef" ? certificatesProblem(value) : clientCertificateProblem(value);
}

/** A target must not be able to ask a gateway for the product's own keys. */
function envProblem(value: string): string | undefined {
  if (value.startsWith(SECRET_ENV_PREFIX) && /^env:[A-Z0-9_]{1,100}$/.test(value)) return undefined;
  return `A variable of the gateway is named ${SECRET_ENV_PREFIX}…, in capitals.`;
}

function secretsOf(binding: TargetBinding): Map<string, string> {
  const found = new Map<string, string>();
  mapSecrets(binding, (value, path) => {
    found.set(path.join("."), value);
    return value;
  });
  return found;
}

function mapTargets(
  bindings: Bindings,
  map: (binding: TargetBinding, target: string) => TargetBinding,
): Bindings {
  return Object.fromEntries(
    Object.entries(bindings).map(([target, binding]) => [target, map(binding, target)]),
  );
}

/** Every place of a binding that holds a secret. */
function mapSecrets(binding: TargetBinding, replace: Replace): TargetBinding {
  const { auth, tls, ...rest } = binding;
  return {
    ...rest,
    ...(auth ? { auth: { ...auth, secretRef: replace(auth.secretRef, ["auth", "secretRef"]) } } : {}),
    ...(tls
      ? {
          tls: {
            ...tls,
            ...(tls.caRef === undefined ? {} : { caRef: replace(tls.caRef, ["tls", "caRef"]) }),
            ...(tls.clientCertRef === undefined
              ? {}
              : { clientCertRef: replace(tls.clientCertRef, ["tls", "clientCertRef"]) }),
          },
        }
      : {}),
  };
}
