import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { Finding } from "#lib/fallback/schema";
import { FindingsPanel } from "./findings-panel.tsx";

const finding: Finding = { severity: "error", code: "x", path: ["budget"], message: "It is wrong." };

it.each([[[]], [[finding]]])("promises a publication only where all of it was judged: %o", (findings) => {
  const shown = (unjudged: "edited" | "hidden" | undefined) =>
    renderToStaticMarkup(
      createElement(FindingsPanel, {
        findings,
        unjudged,
        chain: [],
        onFinding: () => undefined,
        onAccept: undefined,
      }),
    );
  expect(shown(undefined).includes("can be published")).toBe(findings.length === 0);
  expect(shown("edited")).toContain("of the saved draft");
  expect(shown("hidden")).toContain("to its team");
  expect(shown("edited") + shown("hidden")).not.toContain("can be published");
});
