import { handle } from "@/app/_server/handle.ts";
import { revokeKey } from "#lib/consumers";
import { KeyParams } from "#lib/consumers/schema";

export const POST = handle({ params: KeyParams, status: 202 }, ({ ctx, params }) => revokeKey(ctx, params));
