import { handle } from "@/app/_server/handle.ts";
import { createKey, listKeys } from "#lib/consumers";
import { ApplicationParams, CreateKey, KeyList, KeySummary, NewKey } from "#lib/consumers/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List an application's keys",
    area: "consumers",
    params: ApplicationParams,
    query: KeyList.api,
    answer: pageOf(KeySummary),
  },
  ({ ctx, params, query }) => listKeys(ctx, params, query),
);

export const POST = handle(
  {
    summary: "Create a key",
    area: "consumers",
    params: ApplicationParams,
    body: CreateKey,
    status: 201,
    answer: NewKey,
  },
  ({ ctx, params, body }) => createKey(ctx, params, body),
);
