import type { EgressSetting } from "#lib/egress/schema";
import type { EgressBody } from "#lib/routing/schema";

/** The setting as one environment's gateways get it. Imports are the portal's alone. */
export function egressBody(setting: EgressSetting, environment: string): EgressBody {
  const { allow, deny, privateTargets } = setting;
  return { kind: "egress", environment, allow, deny, privateTargets };
}
