import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { Finding, TargetBinding } from "#lib/fallback/schema";
import { AddressSection } from "./address-section.tsx";
import { CredentialFields } from "./credential-fields.tsx";

const binding: TargetBinding = {
  endpoints: [{ url: "https://a.example" }, { url: "http://b.example" }],
  auth: { in: "header", name: "Authorization", secretRef: "env:UPSTREAM_A" },
};
const common = { binding, environment: "production", onChange: () => undefined };

/** What is shown, by field. */
function shown(...findings: [Finding["severity"], string, ...(string | number)[]][]): string[] {
  const given = findings.map(([severity, message, ...path]) => ({ severity, message, path, code: "x" }));
  const props = { ...common, findings: given };
  const forms = [createElement(AddressSection, props), createElement(CredentialFields, props)];
  const fields = forms
    .map((form) => renderToStaticMarkup(form))
    .join("")
    .split('data-field="')
    .slice(1);
  return fields.flatMap((field) => {
    const said = given.filter(({ message }) => field.includes(message));
    return said.map(({ message }) => `${field.split('"')[0]}: ${message}`);
  });
}

it("says at an address what is wrong with that one, and at the first what is wrong with all", () => {
  expect(shown(["error", "In the clear.", "endpoints", 1, "url"])).toEqual([
    "endpoints.1.url: In the clear.",
  ]);
  expect(shown(["error", "No weight.", "endpoints"])).toEqual(["endpoints.0.url: No weight."]);
  expect(shown(["error", "No address."])).toEqual(["endpoints.0.url: No address."]);
  expect(shown(["warning", "Same host.", "endpoints", 1, "url"])).toEqual(["endpoints.1.url: Same host."]);
});

it("says at the credential what is wrong or risky with it", () => {
  expect(
    shown(
      ["error", "Reserved.", "auth", "name"],
      ["error", "Not sendable.", "auth", "prefix"],
      ["warning", "Shared.", "auth", "secretRef"],
    ),
  ).toEqual(["auth.name: Reserved.", "auth.prefix: Not sendable.", "auth.secretRef: Shared."]);
});
