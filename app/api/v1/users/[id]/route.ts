import { handle } from "@/app/_server/handle.ts";
import { readUser, updateUser, UserChanges, UserParams } from "#lib/identity";

export const GET = handle({ params: UserParams }, ({ ctx, params }) => readUser(ctx, params.id));

export const PATCH = handle({ params: UserParams, body: UserChanges }, ({ ctx, params, body }) =>
  updateUser(ctx, { id: params.id, changes: body }),
);
