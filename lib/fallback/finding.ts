import type { AnyPolicy } from "./resolved.ts";
import type { Finding } from "./schema.ts";

export type PolicyTarget = AnyPolicy["chain"][number];
type Path = Finding["path"];
interface Said {
  code: string;
  message: string;
}

/** A finding that stops publishing. */
export function error(path: Path, said: Said): Finding {
  return { severity: "error", path, ...said };
}

/** A finding that is shown. */
export function warning(path: Path, said: Said): Finding {
  return { severity: "warning", path, ...said };
}

export function isNetwork(target: PolicyTarget): boolean {
  return target.kind !== "static" && target.kind !== "stale";
}
