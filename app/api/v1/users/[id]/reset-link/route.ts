import { handle } from "@/app/_server/handle.ts";
import { createResetLink, UserParams } from "#lib/identity";

export const POST = handle({ params: UserParams, status: 201 }, ({ ctx, params }) =>
  createResetLink(ctx, params.id),
);
