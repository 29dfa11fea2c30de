import { z } from "zod";
import { Bindings, UnboundPolicy, type Finding } from "#lib/fallback/schema";
import { Slug } from "#lib/ids/schema";
import { Routes, type RouteMatch } from "#lib/routing/schema";

/** Shown in place of a stored secret; sent back, it keeps the secret. */
export const SECRET_MASK = "sealed:••••";
/** Secrets may also be named in the gateway's environment, by variables that start so and no others. */
export const SECRET_ENV_PREFIX = "env:UPSTREAM_";
export const SECRET_MAX_BYTES = 2048;
/** Of a PEM text; sealed it grows by a third. */
export const PEM_MAX_BYTES = 65_536;

export const BindingsByEnvironment = z.record(Slug, Bindings);
export type BindingsByEnvironment = z.infer<typeof BindingsByEnvironment>;

/** The whole editable state of a version, made on the draft that `etag` names. */
export const SaveDraft = z.strictObject({
  etag: z.int().min(1),
  routes: Routes,
  policy: UnboundPolicy,
  bindings: BindingsByEnvironment,
});
export type SaveDraft = z.infer<typeof SaveDraft>;

/** A finding about the draft. `environment` is set when it holds only there. */
export interface DraftFinding extends Finding {
  environment?: string;
}

export interface Draft {
  api: string;
  version: string;
  etag: number;
  routes: RouteMatch[];
  policy: UnboundPolicy;
  /** By environment slug, secrets masked; empty for readers who may not see addresses. */
  bindings: BindingsByEnvironment;
  bindingsHidden: boolean;
  /** Paths are from the policy's root, or start with `bindings` and the target's id. */
  findings: DraftFinding[];
  /** The last edit; null while it is as registered. */
  savedBy: { name: string; at: string } | null;
  mayUpdate: boolean;
  mayPublish: boolean;
}

export interface EnvironmentDto {
  slug: string;
  name: string;
}
