import type { z } from "zod";
import type { TeamRole, UserRole } from "#lib/access/schema";

/** Who is told: resolved to people when it happens. */
export type Audience =
  | { to: "team"; teamId: string; roles: readonly TeamRole[] }
  | { to: "role"; role: UserRole }
  | { to: "user"; userId: string }
  /** Those on call who see what these teams see; `isPublic`: all of them. */
  | { to: "on-call"; teamIds: readonly string[]; isPublic: boolean };

/** Under which heading the kind stands among the preferences. */
export type KindGroup =
  | "Subscriptions"
  | "Keys"
  | "Incidents"
  | "Teams"
  | "Webhooks"
  | "Versions"
  | "Reviews"
  | "Governance";

export interface KindDefinition<Facts extends z.ZodObject = z.ZodObject> {
  facts: Facts;
  /** What a person chooses: "Someone asks to subscribe to your API". */
  label: string;
  group: KindGroup;
  /** Whether it is e-mailed to those who chose nothing; default yes. */
  isMailed?: boolean;
  audience(this: void, facts: z.infer<Facts>): Audience[];
  /** One line: the subject of the e-mail, the title in the portal. */
  subject(this: void, facts: z.infer<Facts>): string;
  /** A few plain sentences: what happened, and what to do. */
  text(this: void, facts: z.infer<Facts>): string;
  /** What is asked of the reader: the text's last line, until it has been decided (`outcomes.ts`). */
  asks?: string;
  /** The page of the portal that shows it, from `/` on. */
  path(this: void, facts: z.infer<Facts>): string;
}

/** Ties a kind's functions to its facts. */
export function define<Facts extends z.ZodObject>(kind: KindDefinition<Facts>): KindDefinition<Facts> {
  return kind;
}
