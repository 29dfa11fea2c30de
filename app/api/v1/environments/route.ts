import { z } from "zod";
import { handle } from "@/app/_server/handle.ts";
import { listEnvironments } from "#lib/catalogue";
import { EnvironmentDto } from "#lib/catalogue/schema";

export const GET = handle(
  { summary: "List environments", area: "platform", answer: z.array(EnvironmentDto) },
  ({ ctx }) => listEnvironments(ctx),
);
