import type { z } from "zod";
import { clipText } from "#lib/ids/schema";
import type { Audience, KindDefinition } from "./define.ts";
import { KINDS, type NotificationKind } from "./kinds.ts";

const SUBJECT_MAX = 200;
const TEXT_MAX = 4_000;

/** An event in words, and whom it concerns. */
export interface Rendered {
  facts: Record<string, unknown>;
  audience: Audience[];
  subject: string;
  text: string;
  path: string;
}

/**
 * Renders a kind with its facts; pure. Throws ZodError for facts that are not the kind's.
 * A subject is one line without control characters, whatever the facts hold: it becomes a mail header.
 */
export function render(kind: NotificationKind, given: unknown): Rendered {
  // Each entry's functions take what its own `facts` parses: `define` guarantees it.
  const definition = KINDS[kind] as KindDefinition<z.ZodObject>;
  const facts = definition.facts.parse(given);
  return {
    facts,
    audience: definition.audience(facts),
    subject: oneLine(definition.subject(facts), SUBJECT_MAX),
    text: textOf(definition, facts),
    path: definition.path(facts),
  };
}

/** The question stands at the end, whatever is cut from what comes before it. */
function textOf({ text, asks }: KindDefinition<z.ZodObject>, facts: Record<string, unknown>): string {
  const asked = asks === undefined ? "" : `\n${asks}`;
  return clipText(withoutControls(text(facts)), TEXT_MAX - asked.length) + asked;
}

function oneLine(text: string, maxLength: number): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return clipText(line, maxLength);
}

/** Line breaks and tabs are the only control characters a text needs. */
function withoutControls(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n\t]/gu, "");
}
