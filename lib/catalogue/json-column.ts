import type { Prisma } from "#lib/db";

/** A value that a zod schema has parsed, as Prisma's JSON input: such values hold nothing but JSON. */
export function toJson(value: object): Prisma.InputJsonObject {
  return value as Prisma.InputJsonObject;
}
