import type { FindApi } from "#lib/fallback";
import { compileRoute, type Compiled, type RouteBlock, type RouteLifecycle } from "#lib/routing";
import { readContent } from "./content.ts";

interface Kept {
  routes: unknown;
  policy: unknown;
  /** By environment slug. */
  bindings: unknown;
  access?: unknown;
  /** Of its document, for the statistics. */
  operations?: unknown;
}

interface CompiledOf {
  id: string;
  name: string;
  api: { id: string; slug: string; name: string; tier: number };
}

interface CompileAs {
  environment: string;
  revision: number;
  publicationId: string;
  /** The other APIs in the chain, as they are published in that environment. */
  find: FindApi;
  lifecycle?: RouteLifecycle | undefined;
  blocked?: RouteBlock | undefined;
}

/** Compiles a draft or revision as it was kept, for one environment. */
export function compileVersion(version: CompiledOf, kept: Kept, as: CompileAs): Compiled {
  const read = readContent(kept);
  if (!read.ok) return read;
  const { routes, policy, bindings, access, operations } = read.content;
  const { id, slug, name, tier } = version.api;
  return compileRoute({
    ...as,
    api: { id, slug, name, tier },
    version: { id: version.id, name: version.name },
    routes,
    policy,
    bindings: bindings[as.environment] ?? {},
    access,
    operations,
  });
}
