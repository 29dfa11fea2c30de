import { z } from "zod";
import { apiDocument } from "@/app/_server/api-document.ts";
import { handle } from "@/app/_server/handle.ts";
import { instance } from "@/app/_server/instance.ts";

export const GET = handle(
  {
    summary: "Read this document",
    area: "catalogue",
    actor: "none",
    answer: z.record(z.string(), z.unknown()).describe("An OpenAPI 3.1 document."),
  },
  () => apiDocument(instance().config.portalUrl),
);
