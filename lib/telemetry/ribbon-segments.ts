import type { RibbonSegment } from "./schema.ts";

interface Change {
  node: string;
  at: Date;
  target: string;
  reason: string;
}

/**
 * Who answered when, per node, from changes in time order. A change before the range counts from its start; a node that
 * said nothing before it starts with its first word.
 */
export function ribbonSegments(changes: readonly Change[], range: { from: Date; to: Date }): RibbonSegment[] {
  const byNode = new Map<string, Change[]>();
  for (const change of changes) byNode.set(change.node, [...(byNode.get(change.node) ?? []), change]);
  return [...byNode.values()].flatMap((own) => segmentsOfNode(own, range));
}

function segmentsOfNode(changes: Change[], range: { from: Date; to: Date }): RibbonSegment[] {
  const segments: RibbonSegment[] = [];
  for (const [index, change] of changes.entries()) {
    const from = Math.max(change.at.getTime(), range.from.getTime());
    const to = Math.min(changes[index + 1]?.at.getTime() ?? Number.POSITIVE_INFINITY, range.to.getTime());
    if (from >= to) continue;
    const last = segments.at(-1);
    if (last?.target === change.target) last.to = iso(to);
    else
      segments.push({
        node: change.node,
        target: change.target,
        reason: change.reason,
        from: iso(from),
        to: iso(to),
      });
  }
  return segments;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
