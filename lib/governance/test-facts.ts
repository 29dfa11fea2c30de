import type { EndpointFacts, EnvironmentFacts, RuleFacts, TargetFacts } from "./facts.ts";
import type { Rule } from "./schema.ts";

/** An endpoint by its address; what its name leads to is given. */
export function endpoint(url: string, addresses: string[] = []): EndpointFacts {
  const { hostname, protocol } = new URL(url);
  return { isPlain: protocol === "http:", host: hostname, addresses };
}

export function target(index: number, over: Partial<TargetFacts> = {}): TargetFacts {
  const id = index === 0 ? "primary" : `fallback${index}`;
  const endpoints = [endpoint(`https://${id}.example.com`)];
  return { id, index, isOther: false, kind: "http", endpoints, labels: {}, worstMs: 1_000, ...over };
}

export function environment(over: Partial<EnvironmentFacts> = {}): EnvironmentFacts {
  return {
    slug: "production",
    targets: [target(0), target(1)],
    standIns: [],
    change: { verdict: "none" },
    ...over,
  };
}

/** A version of a tier-1 API that keeps every rule. */
export function facts(over: Partial<RuleFacts> = {}): RuleFacts {
  return {
    occasion: "content",
    api: { slug: "orders", tier: 1, tags: ["shop"], team: "retail", activeOwners: 1 },
    version: { id: "ver_1", name: "v1" },
    document: {
      infoVersion: "1.0.0",
      hasContact: true,
      securitySchemes: ["key"],
      operations: 2,
      openOperations: 0,
      paths: ["/orders", "/orders/{orderId}"],
    },
    policy: {
      apiVersion: "fallback/v1",
      id: "default",
      chain: [
        { id: "primary", kind: "http" },
        { id: "fallback1", kind: "http" },
      ],
    },
    environments: [environment()],
    ...over,
  };
}

export function rule(kind: string, over: Partial<Rule> = {}): Rule {
  return {
    id: `rule_${kind}`,
    name: `Rule ${kind}`,
    kind,
    params: {},
    scope: {},
    severity: "block",
    ...over,
  };
}
