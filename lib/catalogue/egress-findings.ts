import { literalRefusal } from "#lib/egress";
import type { EgressSetting } from "#lib/egress/schema";
import type { BindingsByEnvironment, DraftFinding } from "./schema.ts";

/** The name every machine gives itself: it needs no resolving to be known. */
const OWN_NAME = /^localhost$/i;

/**
 * Addresses that gateways will refuse to call by the egress settings as they stand. A warning: the settings may change
 * after the draft. Other names are judged where they are resolved, at the gateway.
 */
export function egressFindings(bindings: BindingsByEnvironment, setting: EgressSetting): DraftFinding[] {
  const found: DraftFinding[] = [];
  for (const [environment, targets] of Object.entries(bindings)) {
    for (const [id, { endpoints }] of Object.entries(targets)) {
      endpoints.forEach(({ url }, index) => {
        const reason = egressRefusal(url, setting);
        if (reason === undefined) return;
        const path = ["bindings", id, "endpoints", index, "url"];
        const message = `Gateways will not call this address: ${reason}`;
        found.push({ severity: "warning", code: "egress-refused", path, message, environment });
      });
    }
  }
  return found;
}

/** Why gateways will not call this address, as far as it is known before its name is resolved. */
export function egressRefusal(url: string, setting: EgressSetting): string | undefined {
  const host = URL.parse(url)?.hostname ?? "";
  const literal = OWN_NAME.test(host) ? "127.0.0.1" : host;
  return literalRefusal(literal, { policy: () => setting, purpose: "target" });
}
