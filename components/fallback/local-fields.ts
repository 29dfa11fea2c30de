import { DEFAULTS } from "#lib/fallback";
import type { SectionSpec } from "./field-spec.ts";

/** Of a target that answers with what the gateway kept. */
export const STALE: SectionSpec = {
  title: "Last good response",
  intro:
    "The gateway keeps the last good answer of an earlier target and gives it when nothing else answers.",
  fields: [
    {
      path: "maxStaleMs",
      label: "Oldest answer",
      hint: "Older than this it is not given.",
      control: { kind: "number", unit: "ms", required: true },
      half: true,
    },
    {
      path: "maxEntryBytes",
      label: "Largest answer kept",
      hint: "Larger ones are not stored.",
      control: { kind: "number", unit: "bytes", required: true },
      half: true,
    },
    {
      path: "isolateBy",
      label: "Given to",
      hint: "“Everyone” only for answers that are the same for all callers.",
      control: {
        kind: "choice",
        required: true,
        choices: [
          ["authorization", "Same Authorization header"],
          ["consumer", "Same consumer"],
          ["public", "Everyone"],
        ],
      },
    },
    {
      path: "methods",
      label: "Methods",
      hint: "GET and HEAD can be stored.",
      control: { kind: "names", placeholder: DEFAULTS.staleMethods.join(", "), upperCase: true },
      half: true,
    },
    {
      path: "varyBy",
      label: "Also differs by headers",
      hint: "Besides what the answer’s Vary names.",
      control: { kind: "names", placeholder: "none" },
      half: true,
    },
  ],
};

/** Of a target that is an answer. */
export const STATIC: SectionSpec = {
  title: "Answer",
  intro: "The gateway gives this answer itself.",
  fields: [
    {
      path: "status",
      label: "Status",
      hint: "503 says: come back later.",
      control: { kind: "number", required: true },
      half: true,
    },
    {
      path: "retryAfterS",
      label: "Retry-After",
      hint: "When callers should try again.",
      control: { kind: "number", unit: "s", absent: "not sent" },
      half: true,
    },
    {
      path: "contentType",
      label: "Content type",
      hint: "Of the body.",
      control: { kind: "text", placeholder: "application/problem+json" },
    },
    {
      path: "body",
      label: "Body",
      hint: "Sent as it is here.",
      control: { kind: "text", lines: 5 },
    },
    {
      path: "headers",
      label: "Headers",
      hint: "One per line: Name: value.",
      control: { kind: "headers" },
    },
  ],
};
