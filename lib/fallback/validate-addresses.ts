import { error, isNetwork, warning, type PolicyTarget } from "./finding.ts";
import { isReserved, reservedHeader } from "./reserved-headers.ts";
import type { AnyPolicy } from "./resolved.ts";
import type { Finding, HttpTarget } from "./schema.ts";

/** Rules about where targets are: shared fate, transport security, endpoints. Unbound targets have only their labels. */
export function checkAddresses(policy: AnyPolicy): Finding[] {
  return policy.chain.flatMap((target, index) => {
    if (!isNetwork(target)) return [];
    const earlier = policy.chain.slice(0, index).filter(isNetwork);
    const findings = labels(target, earlier);
    if (isBound(target)) findings.push(...bound(target, earlier.filter(isBound)));
    return findings.map((finding) => ({ ...finding, path: ["chain", index, ...finding.path] }));
  });
}

function isBound(target: PolicyTarget): target is HttpTarget {
  return target.kind === "http" && "endpoints" in target;
}

function labels(target: PolicyTarget, earlier: PolicyTarget[]): Finding[] {
  return (["provider", "credential"] as const).flatMap((label) => {
    const value = target.failureDomain?.[label];
    const other = value && earlier.find((candidate) => candidate.failureDomain?.[label] === value);
    return other ? [correlated(["failureDomain", label], `the ${label} "${value}"`, other)] : [];
  });
}

function correlated(path: (string | number)[], what: string, other: PolicyTarget): Finding {
  const message = `Shares ${what} with "${other.id}": one failure may take both.`;
  return warning(path, { code: "correlated-targets", message });
}

function bound(target: HttpTarget, earlier: HttpTarget[]): Finding[] {
  const findings = target.endpoints.flatMap((endpoint, index) => {
    const path = ["endpoints", index, "url"];
    return [...sameHost(endpoint.url, earlier, path), ...plainAfterTls(endpoint.url, earlier, path)];
  });
  return [
    ...findings,
    ...sameCredential(target, earlier),
    ...credentialPlace(target),
    ...transport(target),
    ...weights(target),
  ];
}

function sameHost(url: string, earlier: HttpTarget[], path: (string | number)[]): Finding[] {
  const host = URL.parse(url)?.hostname;
  const other =
    host &&
    earlier.find((target) => target.endpoints.some((known) => URL.parse(known.url)?.hostname === host));
  return other ? [correlated(path, `the host ${host}`, other)] : [];
}

function sameCredential(target: HttpTarget, earlier: HttpTarget[]): Finding[] {
  const secret = target.auth?.secretRef;
  const other = secret && earlier.find((candidate) => candidate.auth?.secretRef === secret);
  return other ? [correlated(["auth", "secretRef"], "its credential", other)] : [];
}

function plainAfterTls(url: string, earlier: HttpTarget[], path: (string | number)[]): Finding[] {
  const secure = earlier.find((target) => target.endpoints.every((known) => known.url.startsWith("https:")));
  if (!secure || !url.startsWith("http:")) return [];
  const message = `Requests for "${secure.id}" go over TLS; here they would be in the clear. Use https or accept this.`;
  return [error(path, { code: "plain-http-fallback", message })];
}

/** The gateway writes these itself: a credential there would break the message, or not arrive. */
function credentialPlace({ auth }: HttpTarget): Finding[] {
  if (auth?.in !== "header" || !isReserved(auth.name)) return [];
  return [reservedHeader(["auth", "name"], auth.name)];
}

function transport(target: HttpTarget): Finding[] {
  if (!target.tls) return [];
  if (target.endpoints.every((endpoint) => endpoint.url.startsWith("http:"))) {
    return [
      warning(["tls"], { code: "no-effect", message: "Has no effect: no address of this target is https." }),
    ];
  }
  if (target.tls.verify !== false) return [];
  const message = "The certificate is not checked: anyone on the way can answer in its place.";
  return [warning(["tls", "verify"], { code: "tls-not-verified", message })];
}

function weights(target: HttpTarget): Finding[] {
  if (target.endpoints.some((endpoint) => endpoint.weight !== 0)) return [];
  return [
    error(["endpoints"], { code: "no-weight", message: "Every address has weight 0: none would be used." }),
  ];
}
