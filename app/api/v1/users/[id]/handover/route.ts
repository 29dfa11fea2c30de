import { handle } from "@/app/_server/handle.ts";
import { Handover, readHandover, UserParams } from "#lib/identity";

export const GET = handle(
  { summary: "Read what somebody would leave behind", area: "people", params: UserParams, answer: Handover },
  ({ ctx, params }) => readHandover(ctx, params.id),
);
