import { handle } from "@/app/_server/handle.ts";
import { getOperationReference } from "#lib/reference";
import { OperationParams, OperationReference } from "#lib/reference/schema";

export const GET = handle(
  {
    summary: "Read an operation of the reference",
    area: "catalogue",
    params: OperationParams,
    answer: OperationReference,
  },
  ({ ctx, params }) => getOperationReference(ctx, params),
);
