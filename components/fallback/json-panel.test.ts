import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { Finding, UnboundPolicy } from "#lib/fallback/schema";
import { JsonPanel } from "./json-panel.tsx";

const policy: UnboundPolicy = {
  apiVersion: "fallback/v1",
  id: "orders",
  chain: [{ id: "primary", kind: "http" }],
};
const at = (...path: Finding["path"]): Finding => ({ severity: "error", code: "x", path, message: "Wrong." });

it("names what it cannot show: findings about what is not in the text", () => {
  const shown = (...findings: Finding[]) =>
    renderToStaticMarkup(
      createElement(JsonPanel, { policy, findings, dispatch: () => undefined, readOnly: false }),
    );
  expect(shown()).not.toContain("about addresses");
  const markup = shown(at("bindings", "primary"), at("routes", 0));
  expect(markup).toContain("A valid policy");
  expect(markup).toContain("2 findings about addresses or routes");
  expect(shown(at("budget"), at("routes", 0))).toContain("1 finding about addresses or routes");
});
