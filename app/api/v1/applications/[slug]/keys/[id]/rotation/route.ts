import { handle } from "@/app/_server/handle.ts";
import { rotateKey } from "#lib/consumers";
import { KeyParams, NewKey, RotateKey } from "#lib/consumers/schema";

export const POST = handle(
  {
    summary: "Rotate a key",
    area: "consumers",
    params: KeyParams,
    body: RotateKey,
    status: 201,
    answer: NewKey,
  },
  ({ ctx, params, body }) => rotateKey(ctx, params, body),
);
