import { handle } from "@/app/_server/handle.ts";
import { createResetLink, ResetLink, UserParams } from "#lib/identity";

export const POST = handle(
  { summary: "Create a password link", area: "people", params: UserParams, status: 201, answer: ResetLink },
  ({ ctx, params }) => createResetLink(ctx, params.id),
);
