import { handle } from "@/app/_server/handle.ts";
import { getKey } from "#lib/consumers";
import { KeyParams } from "#lib/consumers/schema";

export const GET = handle({ params: KeyParams }, ({ ctx, params }) => getKey(ctx, params));
