import { z } from "zod";
import type { TargetFacts } from "./facts.ts";
import { defineRule } from "./rule-kind.ts";
import type { Breach } from "./schema.ts";

const Shared = z.enum(["host", "address", "region", "provider", "credential"]);
type Shared = z.infer<typeof Shared>;

export const fallbackFailureDomain = defineRule({
  title: "A fallback in another failure domain",
  about: "What takes the primary down does not take all its fallbacks with it.",
  appliesTo: "content",
  params: z.strictObject({
    by: z
      .array(Shared)
      .min(1)
      .max(5)
      .default(["host", "address", "region", "provider", "credential"])
      .describe("What two targets must not have in common. A label that one does not have is not in common."),
  }),
  evaluate: ({ environments }, { by }) =>
    environments.flatMap(({ slug, targets: [primary, ...others] }) => {
      // Without a network fallback there is nothing to judge here: that there is one is another rule's business.
      const fallbacks = others.filter(isNetwork);
      if (!primary || !isNetwork(primary)) return [];
      const shared = fallbacks.map((target) => ({ target, what: inCommon(primary, target, by) }));
      if (shared.some(({ what }) => what === undefined)) return [];
      return shared.map(({ target, what }) => breachAt(target, slug, what ?? "host"));
    }),
});

function isNetwork({ kind }: TargetFacts): boolean {
  return kind === "http" || kind === "ai";
}

function inCommon(a: TargetFacts, b: TargetFacts, by: readonly Shared[]): Shared | undefined {
  return by.find((what) => {
    switch (what) {
      case "host":
        return meet(hostsOf(a), hostsOf(b));
      case "address":
        return meet(addressesOf(a), addressesOf(b));
      case "region":
      case "provider":
      case "credential":
        return a.labels[what] !== undefined && a.labels[what] === b.labels[what];
    }
  });
}

const SAID: Record<Shared, string> = {
  host: "the host",
  address: "an IP address",
  region: "the region",
  provider: "the provider",
  credential: "the credential",
};

function breachAt({ id, index, isOther }: TargetFacts, environment: string, what: Shared): Breach {
  const message = `"${id}" has ${SAID[what]} in common with the primary in ${environment}: one failure takes both. Point a fallback elsewhere.`;
  const isAddress = what === "host" || what === "address";
  const path =
    isAddress && !isOther ? ["bindings", environment, id, "endpoints"] : ["policy", "chain", index];
  return { path, message, environment };
}

function hostsOf({ endpoints }: TargetFacts): string[] {
  return endpoints.map(({ host }) => host.toLowerCase().replace(/\.$/, ""));
}

function addressesOf({ endpoints }: TargetFacts): string[] {
  return endpoints.flatMap(({ addresses }) => addresses);
}

function meet(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one));
}
