import { handle } from "@/app/_server/handle.ts";
import { getOperationReference, OperationReferenceAnswer } from "#lib/reference";
import { OperationParams } from "#lib/reference/schema";

export const GET = handle(
  {
    summary: "Read an operation of the reference",
    area: "catalogue",
    params: OperationParams,
    answer: OperationReferenceAnswer,
  },
  ({ ctx, params }) => getOperationReference(ctx, params),
);
