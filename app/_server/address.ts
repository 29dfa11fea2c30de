/**
 * Where a request comes from. Next.js fills `x-forwarded-for` with the socket's address when there is no proxy;
 * with one, the last entry is the one that proxy wrote itself.
 */
export function addressOf(headers: Record<string, string> | undefined): string {
  const last = headers?.["x-forwarded-for"]?.split(",").at(-1)?.trim();
  return last ? last.slice(0, 64) : "unknown";
}
