import { handle } from "@/app/_server/handle.ts";
import { createUser, CreateUser, listUsers, UserList } from "#lib/identity";

export const GET = handle({ query: UserList.api }, ({ ctx, query }) => listUsers(ctx, query));

export const POST = handle({ body: CreateUser, status: 201 }, ({ ctx, body }) => createUser(ctx, body));
