/** What of a list's query differs from its defaults: the shortest URL search that says the same. */
export function listSearch<Query extends object>(query: Query, defaults: Query): Record<string, string> {
  const known = new Map<string, unknown>(Object.entries(defaults));
  return Object.fromEntries(
    Object.entries(query)
      .filter(([name, value]) => value !== undefined && value !== known.get(name))
      .map(([name, value]): [string, string] => [name, String(value)])
      .toSorted(([a], [b]) => a.localeCompare(b)),
  );
}
