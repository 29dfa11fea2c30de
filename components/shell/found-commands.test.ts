import { expect, test } from "vitest";
import type { Findings } from "#lib/catalogue/schema";
import { foundCommands, readTyped } from "./found-commands.ts";

const FOUND: Findings = {
  apis: [{ slug: "payments", name: "Payments", summary: "", teamName: "Shop" }],
  operations: [
    {
      api: { slug: "payments", name: "Payments" },
      version: "v1",
      key: "get-refunds",
      method: "GET",
      path: "/refunds",
      summary: "",
    },
  ],
  teams: [{ slug: "shop", name: "Shop" }],
  applications: [{ slug: "till", name: "Till" }],
};

test("a word for a page of an API takes what follows as the API's name", () => {
  const { q, deed } = readTyped("Fallback  payments eu");
  expect([q, deed?.[0], deed?.[1]]).toEqual(["payments eu", "fallback", "Fallback of"]);
  expect(readTyped("fallback")).toEqual({ q: "fallback", deed: undefined });
  expect(readTyped("payments fallback")).toEqual({ q: "payments fallback", deed: undefined });
});

test("each finding leads to its page", () => {
  const went: string[] = [];
  for (const command of foundCommands(FOUND, readTyped("publish payments")))
    command.run((href) => went.push(href));
  expect(went).toEqual([
    "/apis/payments/versions",
    "/apis/payments",
    "/apis/payments/reference?version=v1&operation=get-refunds",
    "/teams/shop",
    "/applications/till",
  ]);
});
