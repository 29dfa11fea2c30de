import { describe, expect, it } from "vitest";
import { summariseDocument } from "./summarise-document.ts";

const responses = { 200: { description: "fine" } };
const info = { title: "Orders", version: "1.2.3", contact: { email: "orders@example.com" } };

describe("summariseDocument", () => {
  it("counts the operations that ask for no credential", async () => {
    const document = {
      openapi: "3.1.0",
      info,
      security: [{ key: [] }],
      components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
      paths: {
        "/orders": {
          get: { responses },
          post: { responses, security: [] },
          put: { responses, security: [{ key: [] }, {}] },
        },
        "x-note": {},
      },
    };
    expect(await summariseDocument(JSON.stringify(document))).toEqual({
      infoVersion: "1.2.3",
      hasContact: true,
      securitySchemes: ["key"],
      operations: 3,
      openOperations: 2,
      paths: ["/orders"],
    });
  });

  it("reads YAML and OpenAPI 2.0", async () => {
    const text = `swagger: "2.0"\ninfo: {title: Old, version: "1"}\nsecurityDefinitions: {basic: {type: basic}}\npaths: {/a: {get: {responses: {200: {description: fine}}, security: [{basic: []}]}}}\n`;
    expect(await summariseDocument(text)).toMatchObject({
      hasContact: false,
      securitySchemes: ["basic"],
      openOperations: 0,
    });
  });

  it("says when a document cannot be read", async () => {
    expect(await summariseDocument("{")).toEqual({ unreadable: true });
  });
});
