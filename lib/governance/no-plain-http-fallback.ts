import { z } from "zod";
import type { TargetFacts } from "./facts.ts";
import { defineRule } from "./rule-kind.ts";
import type { Breach } from "./schema.ts";

export const noPlainHttpFallback = defineRule({
  title: "No plain http fallback for an https primary",
  about: "What consumers send over TLS does not travel in the clear when a fallback answers.",
  appliesTo: "content",
  params: z.strictObject({}),
  evaluate: ({ environments }) =>
    environments.flatMap(({ slug, targets: [primary, ...fallbacks] }) =>
      primary && isSecure(primary) ? fallbacks.flatMap((target) => plainOf(target, slug)) : [],
    ),
});

function isSecure({ endpoints }: TargetFacts): boolean {
  return endpoints.length > 0 && endpoints.every(({ isPlain }) => !isPlain);
}

function plainOf({ id, index, isOther, endpoints }: TargetFacts, environment: string): Breach[] {
  const message = `"${id}" would get requests in the clear that reach the primary over TLS. Use https.`;
  const plain = endpoints.flatMap(({ isPlain }, at) => (isPlain ? [at] : []));
  if (isOther) return plain.length > 0 ? [{ path: ["policy", "chain", index], message, environment }] : [];
  return plain.map((at) => ({
    path: ["bindings", environment, id, "endpoints", at, "url"],
    message,
    environment,
  }));
}
