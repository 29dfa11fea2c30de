import { createElement, type FunctionComponent } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { isEnforced } from "#lib/fallback";
import { TargetBinding, UnboundPolicy, type UnboundTarget } from "#lib/fallback/schema";
import { AddressSection } from "./address-section.tsx";
import { CONNECTION } from "./binding-fields.ts";
import { CredentialFields } from "./credential-fields.tsx";
import { NameField } from "./name-field.tsx";
import { POLICY_SECTIONS } from "./policy-fields.ts";
import { SpecSection } from "./spec-section.tsx";
import { sectionsOf } from "./target-fields.ts";

/*
 * Walks the schema of `fallback/v1` and renders the form: every field that something acts on has a control, and nothing else
 * has. That a field reaches the published document is proven by lib/routing/every-field.test.ts.
 */

interface Def {
  type: string;
  innerType?: z.ZodType;
  element?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  options?: z.ZodType[];
  entries?: Record<string, string>;
  values?: unknown[];
}

const defOf = (schema: z.ZodType): Def => schema._zod.def as unknown as Def;

/** The names of the fields of a schema; of a list of objects `list.*.member`; choices that leave no choice are left out. */
function fieldsOf(schema: z.ZodType, path: string, prefix: string): string[] {
  const { type, innerType, element, shape, entries } = defOf(schema);
  if (innerType) return fieldsOf(innerType, path, prefix);
  if (shape) {
    const at = path === "" ? "" : `${path}.`;
    return Object.entries(shape).flatMap(([name, member]) => fieldsOf(member, `${at}${name}`, prefix));
  }
  if (element && defOf(element).shape) return fieldsOf(element, `${path}.*`, prefix);
  const name = `${prefix}${path}`;
  if (!isEnforced(name) || type === "literal") return [];
  const choices = entries && Object.values(entries).filter((value) => isEnforced(name, value));
  return choices && choices.length < 2 ? [] : [path];
}

const targetSchemas = defOf(defOf(UnboundPolicy.shape.chain).element ?? UnboundPolicy).options ?? [];

/** Named by a target's name field, by its place in the chain, and by the version. */
const policyFields = fieldsOf(UnboundPolicy.omit({ chain: true, id: true }), "", "");

/** Fields that the schema shares among all kinds, and that say nothing about an answer of the gateway's own. */
const OF_NETWORK =
  /^(timeouts|attempts|minUsefulMs|health|circuit|maxConcurrent|onFailure|canaryPercent|semantics\.shares\w+|failureDomain)\b/;

function fieldsOfKind(kind: UnboundTarget["kind"]): string[] {
  const schema = targetSchemas.find(
    (option) => defOf(defOf(option).shape?.["kind"] ?? option).values?.[0] === kind,
  );
  if (!schema) throw new Error(`no schema of ${kind}`);
  const all = fieldsOf(schema, "", "chain.*.");
  const isLocal = kind === "static" || kind === "stale";
  const own = isLocal ? all.filter((field) => !OF_NETWORK.test(field)) : all;
  return kind === "http" ? [...own, ...fieldsOf(TargetBinding, "", "chain.*.")] : own;
}

/** Targets in which every condition of a field holds. */
const FULL: UnboundTarget[] = [
  {
    id: "full",
    kind: "http",
    when: { header: [{ name: "X-A" }] },
    attempts: { max: 2, backoff: { baseMs: 1, maxMs: 2, jitter: "full" } },
    health: { active: { type: "http" } },
    host: { mode: "set", value: "a" },
    onFailure: { responseHeader: [{ name: "X-A" }] },
  },
  {
    id: "full",
    kind: "stale",
    maxStaleMs: 1000,
    isolateBy: "public",
    maxEntryBytes: 1,
    when: { header: [{ name: "X-A" }] },
  },
  {
    id: "full",
    kind: "api",
    apiId: "other",
    version: "v1",
    entry: "full_policy",
    when: { header: [{ name: "X-A" }] },
  },
  { id: "full", kind: "static", status: 503, when: { header: [{ name: "X-A" }] } },
];

const BINDING: TargetBinding = {
  endpoints: [{ url: "https://a.example" }, { url: "https://b.example" }],
  auth: { in: "header", name: "Authorization", secretRef: "env:UPSTREAM_A" },
};

/** The fields that have a control in the rendered form, places in lists as `*`. */
function controlsIn(markup: string): string[] {
  const found = [...markup.matchAll(/data-field="([^"]+)"/g)].map((match) => match[1] ?? "");
  const named = found.map((path) => path.replaceAll(/\.\d+(?=\.|$)/g, ".*"));
  // The list itself, and the switch of a group, stand for their members.
  return [...new Set(named)]
    .filter((path) => !named.some((other) => other.startsWith(`${path}.`)))
    .toSorted();
}

const nothing = () => undefined;
const asMarkup = (component: FunctionComponent<never>, props: object) =>
  renderToStaticMarkup(createElement(component as FunctionComponent<object>, props));

/** The sections of a target's form, all open. */
function targetForm(target: UnboundTarget): string {
  const common = { findings: [], onChange: nothing, open: true };
  const sections = sectionsOf(target.kind).map((section) =>
    asMarkup(SpecSection, { ...common, section, scope: "target", owner: target }),
  );
  sections.push(asMarkup(NameField, { target, chain: [target], dispatch: nothing }));
  if (target.kind !== "http") return sections.join("");
  const binding = { ...common, binding: BINDING, environment: "production" };
  return [
    ...sections,
    asMarkup(AddressSection, binding),
    asMarkup(SpecSection, { ...common, section: CONNECTION, scope: "target", owner: BINDING }),
    asMarkup(CredentialFields, binding),
  ].join("");
}

/** The sections of the policy's form, all open. */
function policyForm(policy: UnboundPolicy): string {
  const common = { findings: [], onChange: nothing, open: true, scope: "policy", owner: policy };
  return POLICY_SECTIONS.map((section) => asMarkup(SpecSection, { ...common, section })).join("");
}

describe("every enforced field has a control in the form, and nothing else has", () => {
  it("is walked", () => {
    expect(fieldsOfKind("http")).toEqual(
      expect.arrayContaining([
        "timeouts.connectMs",
        "when.header.*.equals",
        "circuit.consecutive",
        "endpoints.*.weight",
      ]),
    );
    expect(policyFields).toEqual(
      expect.arrayContaining(["failback.steps.*.percent", "triggers.status", "accept"]),
    );
    expect(policyFields).not.toContain("onUnsupported");
  });

  it.each(FULL.map((target) => [target.kind, target] as const))("of a target of kind %s", (kind, target) => {
    expect(controlsIn(targetForm(target))).toEqual(fieldsOfKind(kind).toSorted());
  });

  it("has an enforced kind of target for each form", () => {
    const kinds = targetSchemas.map((option) =>
      String(defOf(defOf(option).shape?.["kind"] ?? option).values?.[0]),
    );
    expect(FULL.map(({ kind }) => kind).toSorted()).toEqual(
      kinds.filter((kind) => isEnforced("chain.*.kind", kind)).toSorted(),
    );
  });

  it("of the policy", () => {
    const policy: UnboundPolicy = {
      apiVersion: "fallback/v1",
      id: "p",
      chain: [],
      triggers: { responseHeader: [{ name: "X-A" }] },
      retryAfter: { mode: "wait" },
      failback: {
        steps: [{ percent: 1, forMs: 1 }],
        flap: { maxChanges: 1, windowMs: 1, penaltyMs: 1 },
      },
      whenExhausted: { respond: "synthetic" },
      stream: { commit: "first_event" },
    };
    expect(controlsIn(policyForm(policy))).toEqual(policyFields.toSorted());
  });
});
