import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/catalogue/schema";
import { getSchemaReference, SchemaReferenceAnswer } from "#lib/reference";
import { SchemaQuery } from "#lib/reference/schema";

export const GET = handle(
  {
    summary: "Read a schema of the reference",
    area: "catalogue",
    params: VersionParams,
    query: SchemaQuery,
    answer: SchemaReferenceAnswer,
  },
  ({ ctx, params, query }) => getSchemaReference(ctx, params, query),
);
