import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/catalogue/schema";
import { getSchemaReference } from "#lib/reference";
import { SchemaQuery } from "#lib/reference/schema";

export const GET = handle({ params: VersionParams, query: SchemaQuery }, ({ ctx, params, query }) =>
  getSchemaReference(ctx, params, query),
);
