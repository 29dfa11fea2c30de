import { authHandler } from "@/app/_server/session.ts";

export const GET = authHandler;
export const POST = authHandler;
