/** A search for literal text in whatever case: Prisma's `contains` passes the wildcards of LIKE through. */
export function containing(text: string) {
  return { contains: text.replaceAll(/[\\%_]/g, String.raw`\$&`), mode: "insensitive" } as const;
}
