import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { documentSchemas } from "./document-schemas.ts";

const FOLDER = "docs/schemas";

describe("docs/schemas", () => {
  const schemas = documentSchemas();

  it("holds exactly the documented files", () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual(Object.keys(schemas).toSorted());
  });

  it.each(Object.keys(schemas))("%s is what the code enforces (else: npm run docs:schemas)", (file) => {
    expect(readFileSync(join(FOLDER, file), "utf8")).toBe(schemas[file]);
  });

  it("closes every object to unknown members", () => {
    const body = JSON.parse(schemas["route-body.json"] ?? "") as {
      additionalProperties: boolean;
      required: string[];
    };
    expect(body.additionalProperties).toBe(false);
    expect(body.required).toContain("fallback");
  });
});
