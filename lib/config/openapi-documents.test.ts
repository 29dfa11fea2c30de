import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openapiDocumentFiles } from "./openapi-documents.ts";

const folder = mkdtempSync(join(tmpdir(), "understudy-documents-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("openapiDocumentFiles", () => {
  it("finds our own where no folder is given", () => {
    for (const env of [{}, { OPENAPI_DOCUMENTS: "" }]) {
      const names = openapiDocumentFiles(env).map((path) => relative(process.cwd(), path));
      expect(names).toContain("demo/documents/storefront.yaml");
    }
  });

  it("finds documents at any depth of the folder that is given, the largest first", () => {
    mkdirSync(join(folder, "deep", "er"), { recursive: true });
    for (const [name, size] of [
      ["a.json", 1],
      ["deep/b.yml", 3],
      ["deep/er/c.yaml", 2],
      ["README.md", 9],
    ] as const)
      writeFileSync(join(folder, name), "x".repeat(size));
    const names = openapiDocumentFiles({ OPENAPI_DOCUMENTS: folder }).map((path) => relative(folder, path));
    expect(names).toEqual(["deep/b.yml", "deep/er/c.yaml", "a.json"]);
  });

  it("refuses a folder that is missing or holds none, rather than to test nothing", () => {
    mkdirSync(join(folder, "empty"));
    for (const name of ["nowhere", "empty", "a.json"]) {
      const read = () => openapiDocumentFiles({ OPENAPI_DOCUMENTS: join(folder, name) });
      expect(read).toThrow(/^OPENAPI_DOCUMENTS names /);
    }
  });
});
