import type { RouteBody } from "#lib/routing";

const HIDDEN = "hidden";

/** The same document without where other APIs' targets are and how they are reached: that is for their own teams to see. */
export function hideOthers(body: RouteBody): RouteBody {
  const parts = body.parts?.map((part) => `${part.target}/`) ?? [];
  if (parts.length === 0) return body;
  const chain = body.fallback.chain.map((target) => {
    if (target.kind !== "http" || !parts.some((part) => target.id.startsWith(part))) return target;
    const { tls, auth, ...rest } = target;
    return {
      ...rest,
      endpoints: target.endpoints.map((endpoint) => ({ ...endpoint, url: HIDDEN })),
      ...(tls ? { tls: {} } : {}),
      ...(auth ? { auth: { in: auth.in, name: HIDDEN, secretRef: HIDDEN } } : {}),
    };
  });
  return { ...body, fallback: { ...body.fallback, chain } };
}
