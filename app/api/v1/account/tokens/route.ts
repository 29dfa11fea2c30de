import { handle } from "@/app/_server/handle.ts";
import { createToken, CreatedToken, CreateToken, listTokens, PersonalToken, TokenList } from "#lib/identity";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List the own access tokens",
    area: "account",
    query: TokenList.api,
    answer: pageOf(PersonalToken),
  },
  ({ ctx, query }) => listTokens(ctx, query),
);

export const POST = handle(
  {
    summary: "Create an access token",
    area: "account",
    actor: "session",
    body: CreateToken,
    status: 201,
    answer: CreatedToken,
  },
  ({ ctx, body }) => createToken(ctx, body),
);
