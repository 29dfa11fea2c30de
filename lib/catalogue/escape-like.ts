/** Text as a literal part of a LIKE pattern: Prisma's `contains` passes wildcards through. */
export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
