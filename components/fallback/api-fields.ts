import { DEFAULTS } from "#lib/fallback";
import type { SectionSpec } from "./field-spec.ts";

/** Which other API of the catalogue answers. Its own addresses, timeouts and health are its owner's. */
export const OTHER_API: SectionSpec = {
  title: "Other API",
  intro:
    "Another API of the catalogue answers, as it is published in the same environment, with its own addresses and health.",
  fields: [
    {
      path: "apiId",
      label: "API",
      hint: "Its slug, as in its address in the catalogue.",
      control: { kind: "text", placeholder: "orders" },
      half: true,
    },
    {
      path: "version",
      label: "Version",
      hint: "One that is published here.",
      control: { kind: "text", placeholder: "v1" },
      half: true,
    },
    {
      path: "entry",
      label: "What of it",
      hint: "With its whole chain its own fallbacks answer, too.",
      control: {
        kind: "choice",
        required: true,
        choices: [
          ["full_policy", "Its whole chain"],
          ["first_target", "Its first target alone"],
        ],
      },
    },
  ],
};

/** What a chain may say of a target that it does not own. */
export const LIMITS: SectionSpec = {
  title: "Time and load",
  intro: "Its timeouts and attempts are its owner’s.",
  fields: [
    {
      path: "minUsefulMs",
      label: "Least useful time",
      hint: "With less time left, it is not tried.",
      control: { kind: "number", unit: "ms", default: DEFAULTS.minUsefulMs },
      half: true,
    },
    {
      path: "maxConcurrent",
      label: "Requests at once",
      hint: "More are passed on.",
      control: { kind: "number", absent: "no limit" },
      half: true,
    },
  ],
};
