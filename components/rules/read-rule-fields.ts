import { textOf } from "@/components/ui/text-of.ts";

/** What the form of a rule says. Throws for parameters that are not JSON. */
export function readRuleFields(form: HTMLFormElement) {
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
    params: paramsOf(textOf(form, "params")),
  };
}

function paramsOf(text: string): unknown {
  try {
    return text.trim() === "" ? {} : (JSON.parse(text) as unknown);
  } catch (cause) {
    throw new Error("The parameters are not JSON.", { cause });
  }
}
