export {
  deriveKey,
  keyId,
  loadSealingKey,
  loadSigningKey,
  loadVerifyKey,
  newSealingKey,
  newSigningKeys,
  sealingKeyId,
} from "./keys.ts";
export { signDocument, verifyDocument, type Verified } from "./document.ts";
export { certificatesProblem, clientCertificateProblem } from "./pem.ts";
export {
  isSealed,
  isSealedWith,
  reseal,
  seal,
  sealedId,
  sealLike,
  unseal,
  type SealingKeys,
} from "./seal.ts";
export { telemetryToken, verifyTelemetryToken } from "./telemetry-token.ts";
