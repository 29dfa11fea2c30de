import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { Preview } from "#lib/publishing/schema";
import { PreviewDiff } from "./preview-diff.tsx";

const preview = {
  environment: "production",
  before: null,
  after: {},
  changes: [],
  findings: [
    { severity: "warning", code: "a", path: ["replay"], message: "It may be too slow." },
    { severity: "warning", code: "b", path: ["budget"], message: "It shares a host." },
  ],
} as unknown as Preview;

it("says what is risky in what would be published, beside what changes", () => {
  const markup = renderToStaticMarkup(createElement(PreviewDiff, { preview }));
  expect(markup).toContain("2 warnings");
  expect(markup).toContain("It may be too slow.");
  expect(markup).toContain("Nothing would change in production");
  const silent = renderToStaticMarkup(createElement(PreviewDiff, { preview: { ...preview, findings: [] } }));
  expect(silent).not.toContain("warning");
});
