import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What is wrong with a PEM text of certificates; undefined when nothing is. Never repeats the text. */
export function certificatesProblem(pem: string): string | undefined {
  const blocks = pem.match(CERTIFICATE);
  if (!blocks) return "It holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).";
  const bad = blocks.findIndex((block) => !attempt(() => new X509Certificate(block)));
  return bad < 0 ? undefined : `Certificate ${bad + 1} of ${blocks.length} cannot be read.`;
}

/** The same for a certificate that comes with its private key, in one text. */
export function clientCertificateProblem(pem: string): string | undefined {
  const problem = certificatesProblem(pem);
  if (problem !== undefined) return problem;
  const key = attempt<KeyObject>(() => createPrivateKey(pem));
  if (!key) return "It holds no private key in PEM form without a passphrase.";
  const [first = ""] = pem.match(CERTIFICATE) ?? [];
  return new X509Certificate(first).checkPrivateKey(key)
    ? undefined
    : "The private key is not that of the first certificate.";
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
