/**
 * Where a request comes from: the last entry of `x-forwarded-for`. A trusted proxy wrote it; without one it is the
 * socket's address, put there by Next.js (see forwarded-for.ts).
 */
export function addressOf(headers: Record<string, string> | undefined): string {
  const last = headers?.["x-forwarded-for"]?.split(",").at(-1)?.trim();
  return last ? last.slice(0, 64) : "unknown";
}
