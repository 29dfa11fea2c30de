import { handle } from "@/app/_server/handle.ts";
import { createKey, listKeys } from "#lib/consumers";
import { ApplicationParams, CreateKey, KeyList } from "#lib/consumers/schema";

export const GET = handle({ params: ApplicationParams, query: KeyList.api }, ({ ctx, params, query }) =>
  listKeys(ctx, params, query),
);

export const POST = handle(
  { params: ApplicationParams, body: CreateKey, status: 201 },
  ({ ctx, params, body }) => createKey(ctx, params, body),
);
