import { handle } from "@/app/_server/handle.ts";
import { overview } from "#lib/publishing";
import { Overview } from "#lib/publishing/schema";

export const GET = handle(
  { summary: "Read what needs attention", area: "platform", answer: Overview },
  ({ ctx }) => overview(ctx),
);
