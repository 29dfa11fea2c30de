import { handle } from "@/app/_server/handle.ts";
import { revokeKey } from "#lib/consumers";
import { KeyDetail, KeyParams } from "#lib/consumers/schema";

export const POST = handle(
  { summary: "Revoke a key", area: "consumers", params: KeyParams, status: 202, answer: KeyDetail },
  ({ ctx, params }) => revokeKey(ctx, params),
);
