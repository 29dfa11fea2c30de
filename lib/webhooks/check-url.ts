import { literalRefusal, type EgressPolicy } from "#lib/egress";
import { AppError } from "#lib/errors";

/**
 * The address as it is kept. Throws `unprocessable` at `url` for what cannot be sent to: another scheme, plain http (unless
 * private addresses may be called), credentials, an address that is refused. Names are judged when they are resolved, at each attempt.
 */
export function checkedUrl(text: string, policy: EgressPolicy): string {
  const url = new URL(text);
  url.hash = "";
  const problem = problemOf(url, policy);
  if (problem === undefined) return url.href;
  throw new AppError("unprocessable", problem, { issues: [{ path: ["url"], message: problem }] });
}

function problemOf(url: URL, policy: EgressPolicy): string | undefined {
  const isPlain = url.protocol === "http:";
  if (!isPlain && url.protocol !== "https:") return "Events are sent to https:// addresses.";
  if (isPlain && !policy.privateWebhooks)
    return "Events are sent to https:// addresses: what they say is not for others.";
  if (url.username || url.password) return "Leave user name and password out of the address.";
  return literalRefusal(url.hostname, { policy: () => policy, purpose: "webhook" });
}
