import { isStorable } from "#lib/ids/schema";

/** Next.js fails on a path that is not UTF-8 once it is unescaped, and the database on one that holds NUL. */
export function isReadablePath(pathname: string): boolean {
  try {
    return isStorable(decodeURIComponent(pathname));
  } catch {
    return false;
  }
}
