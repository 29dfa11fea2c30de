import { handle } from "@/app/_server/handle.ts";
import { readUser, updateUser, User, UserChanges, UserParams } from "#lib/identity";

export const GET = handle(
  { summary: "Read an account", area: "people", params: UserParams, answer: User },
  ({ ctx, params }) => readUser(ctx, params.id),
);

export const PATCH = handle(
  {
    summary: "Change an account",
    area: "people",
    params: UserParams,
    body: UserChanges,
    answer: User,
    resource: GET,
  },
  ({ ctx, params, body }) => updateUser(ctx, { id: params.id, changes: body }),
);
