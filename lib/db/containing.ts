/** A search for literal text in whatever case: Prisma's `contains` passes the wildcards of LIKE through. */
export function containing(text: string) {
  return { contains: literal(text), mode: "insensitive" } as const;
}

/** The same as a pattern for ILIKE. */
export function containingPattern(text: string): string {
  return `%${literal(text)}%`;
}

function literal(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
