import { handle } from "@/app/_server/handle.ts";
import { CreatedUser, createUser, CreateUser, listUsers, User, UserList } from "#lib/identity";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  { summary: "List accounts", area: "people", query: UserList.api, answer: pageOf(User) },
  ({ ctx, query }) => listUsers(ctx, query),
);

export const POST = handle(
  { summary: "Create an account", area: "people", body: CreateUser, status: 201, answer: CreatedUser },
  ({ ctx, body }) => createUser(ctx, body),
);
