import { handle } from "@/app/_server/handle.ts";
import { getOperationReference } from "#lib/reference";
import { OperationParams } from "#lib/reference/schema";

export const GET = handle({ params: OperationParams }, ({ ctx, params }) =>
  getOperationReference(ctx, params),
);
