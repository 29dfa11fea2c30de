import { handle } from "@/app/_server/handle.ts";
import { rotateKey } from "#lib/consumers";
import { KeyParams, RotateKey } from "#lib/consumers/schema";

export const POST = handle({ params: KeyParams, body: RotateKey, status: 201 }, ({ ctx, params, body }) =>
  rotateKey(ctx, params, body),
);
