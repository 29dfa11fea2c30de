import { handle } from "@/app/_server/handle.ts";
import { getEgressSettings, updateEgressSettings } from "#lib/catalogue";
import { EgressSettings, UpdateEgressSettings } from "#lib/catalogue/schema";

export const GET = handle(
  { summary: "Read the egress settings", area: "platform", answer: EgressSettings },
  ({ ctx }) => getEgressSettings(ctx),
);

export const PUT = handle(
  {
    summary: "Change the egress settings",
    area: "platform",
    body: UpdateEgressSettings,
    answer: EgressSettings,
    resource: GET,
  },
  ({ ctx, body }) => updateEgressSettings(ctx, body),
);
