import type { AnyTarget } from "./resolved.ts";
import type { Finding } from "./schema.ts";

export type PolicyTarget = AnyTarget;
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

/** The same fault may be seen twice, e.g. by binding and by validation. */
export function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const name = JSON.stringify([finding.code, finding.path]);
    return !seen.has(name) && seen.add(name);
  });
}
