interface NamedApi {
  api: string;
  version: string;
  /** Where in the chain. */
  index: number;
}

/** The versions of other APIs that a chain names, in its order. Takes a policy as it was kept: what is none names none. */
export function namedApis(policy: unknown): NamedApi[] {
  const chain = member(policy, "chain");
  if (!Array.isArray(chain)) return [];
  return chain.flatMap((target: unknown, index) => {
    const [api, version] = [member(target, "apiId"), member(target, "version")];
    if (member(target, "kind") !== "api" || typeof api !== "string" || typeof version !== "string") return [];
    return [{ api, version, index }];
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
