import type { Prisma } from "#lib/db";
import type { User } from "./schema.ts";

/** The columns of a user that leave this room, with the one that only says whether there is a password. */
export const USER_SELECT = {
  id: true,
  email: true,
  name: true,
  role: true,
  onCall: true,
  state: true,
  passwordHash: true,
  createdAt: true,
  lastSignInAt: true,
} as const satisfies Prisma.UserSelect;

type UserRow = Prisma.UserGetPayload<{ select: typeof USER_SELECT }>;

export function toUser(row: UserRow): User {
  const { passwordHash, createdAt, lastSignInAt, ...rest } = row;
  return {
    ...rest,
    hasPassword: passwordHash !== null,
    createdAt: createdAt.toISOString(),
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
  };
}
