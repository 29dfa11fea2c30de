import { DEFAULTS } from "./defaults.ts";
import { error, isNetwork, warning, type PolicyTarget } from "./finding.ts";
import type { AnyPolicy } from "./resolved.ts";
import type { ActiveHealth, Finding } from "./schema.ts";
import { isReserved, reserved, reservedHeader } from "./reserved-headers.ts";
import { checkStatuses } from "./validate-statuses.ts";

const NETWORK_ONLY = [
  "timeouts",
  "attempts",
  "minUsefulMs",
  "health",
  "circuit",
  "maxConcurrent",
  "onFailure",
  "canaryPercent",
] as const;

/** Rules about one target's own fields. */
export function checkTarget(policy: AnyPolicy, target: PolicyTarget, index: number): Finding[] {
  const own = isNetwork(target) ? network(policy, target, index) : local(target);
  const at = ["chain", index];
  return [...eligibility(policy, target), ...own].map((finding) => ({
    ...finding,
    path: [...at, ...finding.path],
  }));
}

function network(policy: AnyPolicy, target: PolicyTarget, index: number): Finding[] {
  return [
    ...checkStatuses(target.onFailure?.status, ["onFailure", "status"]),
    ...timing(policy, target),
    ...health(policy, target, index),
    ...http(target),
    ...(index === 0 && target.canaryPercent
      ? [
          warning(["canaryPercent"], {
            code: "canary-on-first",
            message: "The first target gets all traffic anyway.",
          }),
        ]
      : []),
  ];
}

function eligibility(policy: AnyPolicy, target: PolicyTarget): Finding[] {
  const findings: Finding[] = [];
  target.when?.header?.forEach((test, index) => {
    if (test.present !== false || test.equals === undefined) return;
    const message = "The header cannot be absent and equal to a value.";
    findings.push(error(["when", "header", index], { code: "contradiction", message }));
  });
  const possible = possibleMethods(policy, target);
  if (possible && target.when?.methods?.every((method) => !possible.includes(method))) {
    const message = `Takes no request: it can only answer ${possible.join(", ") || "nothing"}.`;
    findings.push(error(["when", "methods"], { code: "never-eligible", message }));
  }
  return findings;
}

/** The methods a target can answer at all; `undefined` = any. */
function possibleMethods(policy: AnyPolicy, target: PolicyTarget): string[] | undefined {
  if (target.kind === "stale") return target.methods ?? DEFAULTS.staleMethods;
  if (!target.semantics?.readOnly) return undefined;
  return policy.replay?.safeMethods ?? DEFAULTS.replay.safeMethods;
}

function local(target: PolicyTarget): Finding[] {
  const findings = NETWORK_ONLY.filter((field) => target[field] !== undefined).map((field) =>
    warning([field], {
      code: "no-effect",
      message: "Has no effect: this target is answered by the gateway itself.",
    }),
  );
  if (target.kind !== "static") return findings;
  findings.push(...reserved(Object.keys(target.headers ?? {}), ["headers"]));
  if ((target.status === 204 || target.status === 304) && target.body) {
    findings.push(
      error(["body"], { code: "contradiction", message: `A ${target.status} answer has no body.` }),
    );
  }
  return findings;
}

function timing(policy: AnyPolicy, target: PolicyTarget): Finding[] {
  const { attemptMs, connectMs = DEFAULTS.timeouts.connectMs } = target.timeouts ?? {};
  if (attemptMs === undefined) return [];
  const deadlineMs = policy.budget?.deadlineMs ?? DEFAULTS.budget.deadlineMs;
  if (attemptMs <= connectMs) {
    const message = `An attempt of ${attemptMs} ms ends before connecting may take its ${connectMs} ms.`;
    return [warning(["timeouts", "attemptMs"], { code: "contradiction", message })];
  }
  if (attemptMs <= deadlineMs) return [];
  const message = `Longer than the deadline of ${deadlineMs} ms, so it never applies.`;
  return [warning(["timeouts", "attemptMs"], { code: "no-effect", message })];
}

function health(policy: AnyPolicy, target: PolicyTarget, index: number): Finding[] {
  const active = target.health?.active;
  if (active) return activeHealth(active);
  const asked = target.onFailure?.unhealthy ?? policy.triggers?.unhealthy;
  if (asked !== true || index === policy.chain.length - 1 || target.kind === "api") return [];
  const message =
    "Without active health checks only live traffic finds this target unhealthy, and only live traffic finds it well again.";
  return [warning(["health"], { code: "no-active-health", message })];
}

function activeHealth(active: ActiveHealth): Finding[] {
  const fields = active.type === "tcp" ? (["path", "method", "host", "expect"] as const) : [];
  const findings = fields
    .filter((field) => active[field] !== undefined)
    .map((field) =>
      warning(["health", "active", field], { code: "no-effect", message: "Has no effect on a TCP check." }),
    );
  const intervalMs = active.intervalMs ?? DEFAULTS.active.intervalMs;
  if ((active.timeoutMs ?? DEFAULTS.active.timeoutMs) > intervalMs) {
    const message = `A check may last longer than the interval of ${intervalMs} ms.`;
    findings.push(warning(["health", "active", "timeoutMs"], { code: "slow-health-check", message }));
  }
  return findings;
}

function http(target: PolicyTarget): Finding[] {
  if (target.kind !== "http") return [];
  return [...host(target.host), ...rewrite(target.rewrite), ...unsendable(target)];
}

type Http = Extract<PolicyTarget, { kind: "http" }>;

/** Text of a request line or of Host: what else gateways refuse. */
const HOST_TEXT = /^[\x21-\x7e]*$/;
const PATH_TEXT = /^[\x21-\x7e\x80-\xff]*$/;

function unsendable({ host: sent, rewrite: written, health: checked }: Http): Finding[] {
  const texts = [
    [["host", "value"], sent?.value, HOST_TEXT],
    [["rewrite", "addPrefix"], written?.addPrefix, PATH_TEXT],
    [["health", "active", "path"], checked?.active?.path, PATH_TEXT],
    [["health", "active", "host"], checked?.active?.host, HOST_TEXT],
  ] as const;
  return texts.flatMap(([path, text, form]) =>
    text === undefined || form.test(text)
      ? []
      : [
          error([...path], {
            code: "unsendable",
            message: "Has characters that cannot be sent here. Escape them.",
          }),
        ],
  );
}

function host(given: Http["host"]): Finding[] {
  if (!given) return [];
  if (given.mode === "set" && !given.value) {
    return [
      error(["host", "value"], { code: "host-value-missing", message: "Say which host name to send." }),
    ];
  }
  if (given.mode === "set" || given.value === undefined) return [];
  return [
    error(["host", "value"], {
      code: "host-value-unused",
      message: `Not sent in mode "${given.mode}". Remove it or choose "set".`,
    }),
  ];
}

function rewrite(given: Http["rewrite"]): Finding[] {
  if (!given) return [];
  const findings = reserved(Object.keys(given.setHeaders ?? {}), ["rewrite", "setHeaders"]);
  for (const field of ["stripPrefix", "addPrefix"] as const) {
    if (!given[field] || given[field].startsWith("/")) continue;
    findings.push(error(["rewrite", field], { code: "prefix-without-slash", message: "Starts with /." }));
  }
  const set = new Set(Object.keys(given.setHeaders ?? {}).map((name) => name.toLowerCase()));
  given.removeHeaders?.forEach((name, index) => {
    const path = ["rewrite", "removeHeaders", index];
    if (isReserved(name)) findings.push(reservedHeader(path, name));
    if (!set.has(name.toLowerCase())) return;
    findings.push(error(path, { code: "contradiction", message: `"${name}" is both set and removed.` }));
  });
  return findings;
}
