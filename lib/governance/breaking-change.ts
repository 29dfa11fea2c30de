import { z } from "zod";
import { defineRule } from "./rule-kind.ts";

export const breakingChange = defineRule({
  title: "A breaking change needs a new version",
  about: "Who calls a version can go on calling it, whatever revision is live.",
  appliesTo: "content",
  params: z.strictObject({}),
  evaluate: ({ environments }) =>
    environments.flatMap(({ slug, change }) => {
      switch (change.verdict) {
        case "none":
          return [];
        case "unknown":
          return [
            {
              path: ["document"],
              message: `What the change does to callers in ${slug} is not known: the documents cannot be compared.`,
              environment: slug,
            },
          ];
        case "breaking": {
          const more = change.count > 1 ? ` And ${change.count - 1} more breaking changes.` : "";
          const message = `It breaks who calls it in ${slug}: ${change.first}${more} Add a new version.`;
          return [{ path: ["document"], message, environment: slug }];
        }
      }
    }),
});
