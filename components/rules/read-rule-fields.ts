import { textOf } from "@/components/ui/text-of.ts";
import { readParams } from "./param-form.ts";

/** What the form of a rule of this kind says. */
export function readRuleFields(form: HTMLFormElement, kind: string) {
  const list = (name: string) =>
    textOf(form, name)
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  const some = <T>(name: string, values: T[]) => (values.length > 0 ? { [name]: values } : {});
  return {
    name: textOf(form, "name"),
    severity: textOf(form, "severity"),
    enabled: new FormData(form).get("enabled") !== null,
    scope: {
      ...some("tiers", list("tiers").map(Number)),
      ...some("environments", list("environments")),
      ...some("tags", list("tags")),
      ...some("teams", list("teams")),
    },
    params: readParams(new FormData(form), kind),
  };
}
