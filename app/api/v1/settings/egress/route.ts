import { handle } from "@/app/_server/handle.ts";
import { getEgressSettings, updateEgressSettings } from "#lib/catalogue";
import { UpdateEgressSettings } from "#lib/catalogue/schema";

export const GET = handle({}, ({ ctx }) => getEgressSettings(ctx));

export const PUT = handle({ body: UpdateEgressSettings }, ({ ctx, body }) => updateEgressSettings(ctx, body));
