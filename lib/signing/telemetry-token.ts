import { createHmac, timingSafeEqual } from "node:crypto";

/** The token one gateway posts telemetry with. It is good for that node in that environment and nothing else. */
export function telemetryToken(secret: string, environment: string, node: string): string {
  return createHmac("sha256", secret).update(`telemetry\n${environment}\n${node}`).digest("base64url");
}

/** Compares in constant time. */
export function verifyTelemetryToken(
  secret: string,
  claim: { environment: string; node: string; token: string },
): boolean {
  const expected = Buffer.from(telemetryToken(secret, claim.environment, claim.node));
  const given = Buffer.from(claim.token);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
