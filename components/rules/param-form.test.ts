import { describe, expect, it } from "vitest";
import { ApprovalParams, RULE_KINDS, ruleKind } from "#lib/governance";
import { controlName, paramFields, readParams, type ParamField } from "./param-form.ts";

const KINDS = [...Object.keys(RULE_KINDS), "approval"];

/** What a browser sends of a form that was not touched. */
function sent(fields: ParamField[]): FormData {
  const form = new FormData();
  for (const { name, type, value } of fields) {
    if (type === "flag") {
      if (value) form.set(controlName(name), "on");
    } else if (type === "choices") for (const one of value) form.append(controlName(name), one);
    else form.set(controlName(name), type === "lines" ? value.join("\n") : String(value));
  }
  return form;
}

describe("the form of a rule's parameters", () => {
  it.each(KINDS)("%s: untouched, it says the usual", (kind) => {
    const schema = kind === "approval" ? ApprovalParams : ruleKind(kind)?.params;
    const usual = schema?.parse(kind === "approval" ? { by: "governance" } : {});
    expect(readParams(sent(paramFields(kind, {})), kind)).toEqual(usual);
  });

  it("shows what a rule says, and reads it back", () => {
    const params = { apis: ["pay-*", "shop-*"], paths: "any" };
    expect(paramFields("naming", params)).toMatchObject([
      { name: "apis", type: "lines", value: params.apis },
      { name: "paths", type: "choice", value: "any" },
    ]);
    expect(readParams(sent(paramFields("naming", params)), "naming")).toEqual(params);
    const approval = { approvals: 2, by: "team", when: "breaking", escalateAfterHours: 5 };
    expect(paramFields("approval", approval).at(-1)).toMatchObject({
      label: "Escalate after hours",
      value: 5,
    });
    expect(readParams(sent(paramFields("approval", approval)), "approval")).toEqual(approval);
  });

  it("asks nothing of a kind it does not know, and survives parameters that are none", () => {
    expect(paramFields("from-the-future", { a: 1 })).toEqual([]);
    expect(paramFields("contact", null)).toMatchObject([{ value: true }, { value: true }]);
  });
});
