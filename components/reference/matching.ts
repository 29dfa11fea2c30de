import type { ReferenceGroup } from "#lib/openapi/schema";

/** The operations that hold every word of `q` in method, path, summary, id or tag; groups without any go. */
export function matching(groups: ReferenceGroup[], q: string): ReferenceGroup[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  return groups
    .map((group) => ({
      ...group,
      operations: group.operations.filter((entry) => {
        const text = [entry.method, entry.path, entry.summary, entry.operationId, group.tag]
          .join(" ")
          .toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter((group) => group.operations.length > 0);
}

export function countOf(groups: ReferenceGroup[]): number {
  return groups.reduce((sum, { operations }) => sum + operations.length, 0);
}

/** The groups up to the operation that is the `max`-th. */
export function firstOf(groups: ReferenceGroup[], max: number): ReferenceGroup[] {
  let room = max;
  return groups.flatMap((group) => {
    const operations = group.operations.slice(0, room);
    room -= operations.length;
    return operations.length > 0 ? [{ ...group, operations }] : [];
  });
}
