import type { Actor } from "#lib/access";
import { AppError } from "#lib/errors";
import { verifyTelemetryToken } from "#lib/signing";
import { instance } from "./instance.ts";

/** The gateway a request comes from: its bearer token holds for the node and environment it names, or nobody is let in. */
export function gatewayActor(request: Request, claim: { node: string; environment: string }): Actor {
  const token = /^Bearer (\S{1,200})$/.exec(request.headers.get("authorization") ?? "")?.[1];
  const { node, environment } = claim;
  if (!token || !verifyTelemetryToken(instance().config.telemetrySecret, { environment, node, token })) {
    throw new AppError("unauthenticated", "This is not the telemetry token of that gateway.");
  }
  return { kind: "gateway", id: `${environment}/${node}`, name: node, environment };
}
