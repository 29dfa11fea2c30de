import { handle } from "@/app/_server/handle.ts";
import { getKey } from "#lib/consumers";
import { KeyDetail, KeyParams } from "#lib/consumers/schema";

export const GET = handle(
  { summary: "Read a key", area: "consumers", params: KeyParams, answer: KeyDetail },
  ({ ctx, params }) => getKey(ctx, params),
);
