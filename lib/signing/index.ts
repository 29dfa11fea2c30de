export {
  deriveKey,
  keyId,
  loadSealingKey,
  loadSigningKey,
  loadVerifyKey,
  newSealingKey,
  newSigningKeys,
} from "./keys.ts";
export { signDocument, verifyDocument, type Verified } from "./document.ts";
export { certificatesProblem, clientCertificateProblem } from "./pem.ts";
export { isSealed, seal, unseal } from "./seal.ts";
export { telemetryToken, verifyTelemetryToken } from "./telemetry-token.ts";
