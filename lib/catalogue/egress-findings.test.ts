import { expect, it } from "vitest";
import { EGRESS_DEFAULT } from "#lib/egress/schema";
import { egressFindings } from "./egress-findings.ts";

const bindings = (url: string) => ({ production: { primary: { endpoints: [{ url }] } } });

it.each([
  "http://127.0.0.1:8080",
  "http://localhost:8080",
  "https://10.0.0.7",
  "http://[::1]/",
  "http://169.254.169.254",
])("warns about %s where gateways would refuse it", (url) => {
  expect(egressFindings(bindings(url), EGRESS_DEFAULT)).toMatchObject([
    {
      severity: "warning",
      code: "egress-refused",
      environment: "production",
      path: ["bindings", "primary", "endpoints", 0, "url"],
    },
  ]);
});

it("says nothing where the settings allow it, or where only resolving can tell", () => {
  const open = { ...EGRESS_DEFAULT, privateTargets: true };
  expect(egressFindings(bindings("http://127.0.0.1:8080"), open)).toEqual([]);
  expect(egressFindings(bindings("https://orders.internal"), EGRESS_DEFAULT)).toEqual([]);
  expect(
    egressFindings(bindings("https://203.0.113.9"), { ...open, allow: ["198.51.100.0/24"] }),
  ).toHaveLength(1);
});
