import { z } from "zod";
import { fitsPattern, NamePattern } from "./name-pattern.ts";
import { defineRule } from "./rule-kind.ts";
import type { Breach } from "./schema.ts";

/** https://semver.org/ §2, 9 and 10. */
const SEMVER =
  /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-[0-9A-Za-z.-]{1,60})?(\+[0-9A-Za-z.-]{1,60})?$/;

export const versioning = defineRule({
  title: "Versions are numbered alike",
  about: "A version's name, and the number its document gives itself, have the usual form.",
  appliesTo: "content",
  params: z.strictObject({
    versions: z
      .array(NamePattern)
      .max(20)
      .default(["v#", "v#.#", "#-#", "#-#-#"])
      .describe("The version's name fits one of these."),
    infoVersion: z
      .enum(["any", "semver"])
      .default("any")
      .describe("The form of the document's own `info.version`."),
  }),
  evaluate({ version, document }, { versions, infoVersion }) {
    const breaches: Breach[] = [];
    if (versions.length > 0 && !versions.some((pattern) => fitsPattern(pattern, version.name)))
      breaches.push({
        path: ["version", "name"],
        message: `The version's name ${version.name} fits none of: ${versions.join(", ")}.`,
      });
    if (infoVersion === "semver" && document !== "unknown" && !SEMVER.test(document.infoVersion))
      breaches.push({
        path: ["document"],
        message: `info.version (${document.infoVersion || "none"}) is not of the form 1.2.3.`,
      });
    return breaches;
  },
});
