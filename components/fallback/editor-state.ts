import type { RouteMatch } from "#lib/routing/schema";
import type { Bindings, TargetBinding, UnboundPolicy, UnboundTarget } from "#lib/fallback/schema";

/** What the editor edits: the same for every environment, and the bindings that differ. */
export interface ChainDraft {
  routes: RouteMatch[];
  policy: UnboundPolicy;
  /** Bindings by environment slug. */
  bindings: Record<string, Bindings>;
}

export interface EditorState {
  draft: ChainDraft;
  /** The draft as the server has it. */
  saved: ChainDraft;
  etag: number;
  /** A target's id, or the request card. */
  selected: string;
}

/** The id under which the request card is selected; no target can have it. */
export const REQUEST_CARD = "#request";

export type EditorAction =
  | { type: "select"; id: string }
  | { type: "move"; from: number; to: number }
  | { type: "add"; at: number; kind: "http" | "stale" | "static" }
  | { type: "remove"; id: string }
  | { type: "rename"; id: string; to: string }
  | { type: "set_target"; id: string; target: UnboundTarget }
  | { type: "set_binding"; id: string; environment: string; binding: TargetBinding }
  | { type: "set_policy"; policy: UnboundPolicy }
  | { type: "set_routes"; routes: RouteMatch[] }
  | { type: "discard" }
  | { type: "saved"; draft: ChainDraft; etag: number }
  | { type: "rebased"; saved: ChainDraft; etag: number };

export function startEditing(draft: ChainDraft, etag: number): EditorState {
  return { draft, saved: draft, etag, selected: draft.policy.chain[0]?.id ?? REQUEST_CARD };
}

/** Every edit of the chain as one pure step. */
export function editorReducer(state: EditorState, action: EditorAction): EditorState {
  const { draft } = state;
  const chain = draft.policy.chain;
  switch (action.type) {
    case "select":
      return { ...state, selected: action.id };
    case "move":
      return withChain(state, moved(chain, action.from, action.to));
    case "add": {
      const target = newTarget(action.kind, chain);
      const next = [...chain.slice(0, action.at), target, ...chain.slice(action.at)];
      return { ...withChain(state, next), selected: target.id };
    }
    case "remove":
      return removed(state, action.id);
    case "rename":
      return renamed(state, action.id, action.to);
    case "set_target":
      return withChain(
        state,
        chain.map((target) => (target.id === action.id ? action.target : target)),
      );
    case "set_binding": {
      const bindings = { ...draft.bindings[action.environment], [action.id]: action.binding };
      return {
        ...state,
        draft: { ...draft, bindings: { ...draft.bindings, [action.environment]: bindings } },
      };
    }
    case "set_policy":
      return { ...state, draft: { ...draft, policy: action.policy } };
    case "set_routes":
      return { ...state, draft: { ...draft, routes: action.routes } };
    case "discard":
      return startEditing(state.saved, state.etag);
    case "saved":
      return { ...state, draft: action.draft, saved: action.draft, etag: action.etag };
    case "rebased":
      return { ...state, saved: action.saved, etag: action.etag };
  }
}

export function isDirty(state: EditorState): boolean {
  return state.draft !== state.saved && JSON.stringify(state.draft) !== JSON.stringify(state.saved);
}

function withChain(state: EditorState, chain: UnboundTarget[]): EditorState {
  return { ...state, draft: { ...state.draft, policy: { ...state.draft.policy, chain } } };
}

function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

function removed(state: EditorState, id: string): EditorState {
  const chain = state.draft.policy.chain;
  const index = chain.findIndex((target) => target.id === id);
  const next = chain.filter((target) => target.id !== id);
  const neighbour = next[Math.min(index, next.length - 1)];
  const draft = {
    ...state.draft,
    bindings: mapBindings(state.draft.bindings, ([key]) => (key === id ? [] : [key])),
  };
  const selected = state.selected === id ? (neighbour?.id ?? REQUEST_CARD) : state.selected;
  return { ...withChain({ ...state, draft }, next), selected };
}

/** Bindings follow their target's name. */
function renamed(state: EditorState, id: string, to: string): EditorState {
  const bindings = mapBindings(state.draft.bindings, ([key]) => [key === id ? to : key]);
  const chain = state.draft.policy.chain.map((target) => (target.id === id ? { ...target, id: to } : target));
  const next = withChain({ ...state, draft: { ...state.draft, bindings } }, chain);
  return state.selected === id ? { ...next, selected: to } : next;
}

function mapBindings(
  bindings: Record<string, Bindings>,
  rename: (entry: [string, TargetBinding]) => string[],
): Record<string, Bindings> {
  return Object.fromEntries(
    Object.entries(bindings).map(([environment, byTarget]) => [
      environment,
      Object.fromEntries(
        Object.entries(byTarget).flatMap((entry) => rename(entry).map((key) => [key, entry[1]])),
      ),
    ]),
  );
}

const FIRST_NAME = { http: "backup", stale: "last-good", static: "sorry" } as const;

function newTarget(kind: "http" | "stale" | "static", chain: readonly UnboundTarget[]): UnboundTarget {
  const id = freeId(chain.length === 0 && kind === "http" ? "primary" : FIRST_NAME[kind], chain);
  switch (kind) {
    case "http":
      return { id, kind };
    case "stale":
      return { id, kind, maxStaleMs: 600_000, isolateBy: "authorization", maxEntryBytes: 262_144 };
    case "static":
      return {
        id,
        kind,
        status: 503,
        contentType: "application/problem+json",
        body: '{"title":"Temporarily unavailable","status":503}',
        retryAfterS: 30,
      };
  }
}

function freeId(base: string, chain: readonly UnboundTarget[]): string {
  const taken = new Set(chain.map((target) => target.id));
  if (!taken.has(base)) return base;
  let n = 2;
  while (taken.has(`${base}-${n}`)) n++;
  return `${base}-${n}`;
}
