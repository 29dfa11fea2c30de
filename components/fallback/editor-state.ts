import type { RouteMatch } from "#lib/routing/schema";
import type { Bindings, TargetBinding, UnboundPolicy, UnboundTarget } from "#lib/fallback/schema";
import {
  inserted,
  moved,
  newTarget,
  withChain,
  withCopy,
  withoutTarget,
  withPolicy,
  withPutBack,
  withRenamed,
  type AddedKind,
  type ChainDraft,
} from "./chain-edit.ts";

export interface EditorState {
  draft: ChainDraft;
  /** The draft as the server has it. */
  saved: ChainDraft;
  etag: number;
  /** A target's id, or the request card. */
  selected: string;
  past: readonly Moment[];
  future: readonly Moment[];
  /** The field edited last: further edits of it are one step to undo. */
  lastField: string | undefined;
}

/** What undo and redo go back and forth between. */
interface Moment {
  draft: ChainDraft;
  selected: string;
}

/** The id under which the request card is selected; no target can have it. */
export const REQUEST_CARD = "#request";
const PAST_MAX = 200;

export type EditorAction =
  | { type: "select"; id: string }
  | { type: "move"; from: number; to: number }
  | { type: "add"; at: number; kind: AddedKind }
  | { type: "remove"; id: string }
  /** Undoes a removal, also when other edits came after it. */
  | { type: "put_back"; id: string }
  | { type: "duplicate"; id: string }
  | { type: "rename"; id: string; to: string }
  | { type: "set_target"; id: string; target: UnboundTarget; field: string }
  | { type: "set_binding"; id: string; environment: string; binding: TargetBinding; field: string }
  /** The chain stays as it is. */
  | { type: "set_policy"; policy: UnboundPolicy; field: string }
  | { type: "set_routes"; routes: RouteMatch[]; field: string }
  /** The policy as a whole, edited as text. */
  | { type: "write_policy"; policy: UnboundPolicy }
  /** A draft made elsewhere, by a preset. */
  | { type: "replace"; draft: ChainDraft }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "discard" }
  /** `draft` is what became of what was sent; it may have been edited since. */
  | { type: "saved"; sent: ChainDraft; draft: ChainDraft; etag: number }
  /** Somebody else's draft in place of the edits. */
  | { type: "taken_over"; draft: ChainDraft; etag: number }
  | { type: "rebased"; saved: ChainDraft; etag: number };

/** An editor on a draft; `card` is selected when it is there. */
export function startEditing(draft: ChainDraft, etag: number, card?: string): EditorState {
  const first = draft.policy.chain[0]?.id ?? REQUEST_CARD;
  const selected = card === undefined ? first : existing(draft, card, first);
  return { draft, saved: draft, etag, selected, past: [], future: [], lastField: undefined };
}

/** Every edit of the chain as one pure step, which can be undone. */
export function editorReducer(state: EditorState, action: EditorAction): EditorState {
  switch (action.type) {
    case "select":
      return { ...state, selected: action.id, lastField: undefined };
    case "undo":
      return undone(state);
    case "redo":
      return redone(state);
    case "saved":
      return kept({ ...withSent(state, action.sent, action.draft), saved: action.draft, etag: action.etag });
    case "taken_over":
      return kept({ ...state, draft: action.draft, saved: action.draft, etag: action.etag });
    case "rebased":
      return { ...state, saved: action.saved, etag: action.etag };
    default: {
      const next = edited(state, action);
      return next.draft === state.draft ? state : remembered(state, next, fieldOf(action));
    }
  }
}

type Edit = Exclude<EditorAction, { type: "select" | "undo" | "redo" | "saved" | "taken_over" | "rebased" }>;

function edited(state: EditorState, action: Edit): Moment {
  const { draft, saved, selected } = state;
  const chain = draft.policy.chain;
  switch (action.type) {
    case "move":
      return { draft: withChain(draft, moved(chain, action.from, action.to)), selected };
    case "add": {
      const target = newTarget(action.kind, chain);
      return { draft: withChain(draft, inserted(chain, action.at, target)), selected: target.id };
    }
    case "remove": {
      const at = chain.findIndex((target) => target.id === action.id);
      const left = withoutTarget(draft, action.id);
      const neighbour = left.policy.chain[Math.min(at, chain.length - 2)]?.id ?? REQUEST_CARD;
      return { draft: left, selected: selected === action.id ? neighbour : selected };
    }
    case "put_back": {
      const before = state.past.findLast((moment) =>
        moment.draft.policy.chain.some(({ id }) => id === action.id),
      );
      return before ? { draft: withPutBack(draft, before.draft, action.id), selected: action.id } : state;
    }
    case "duplicate": {
      const copy = withCopy(draft, action.id);
      return { draft: copy.draft, selected: copy.id };
    }
    case "rename":
      return {
        draft: withRenamed(draft, action.id, action.to),
        selected: selected === action.id ? action.to : selected,
      };
    case "set_target": {
      const next = chain.map((target) => (target.id === action.id ? action.target : target));
      return { draft: withChain(draft, next), selected };
    }
    case "set_binding": {
      const own = { ...draft.bindings[action.environment], [action.id]: action.binding };
      return { draft: { ...draft, bindings: { ...draft.bindings, [action.environment]: own } }, selected };
    }
    case "set_policy":
      return { draft: { ...draft, policy: action.policy }, selected };
    case "set_routes":
      return { draft: { ...draft, routes: action.routes }, selected };
    case "write_policy":
      return settled(withPolicy(draft, action.policy, beganAt(state, action)), selected);
    case "replace":
      return settled(action.draft, selected);
    case "discard":
      return settled(saved, selected);
  }
}

/** The field an action edits; undefined where each action is a step of its own. */
function fieldOf(action: Edit): string | undefined {
  if (action.type === "write_policy") return "policy";
  if (!("field" in action)) return undefined;
  const where = "environment" in action ? action.environment : "";
  return [action.type, "id" in action ? action.id : "", where, action.field].join(" ");
}

/** The draft before the edit that this one goes on with; the present one where it begins anew. */
function beganAt(state: EditorState, action: Edit): ChainDraft {
  return state.lastField === fieldOf(action) ? (state.past.at(-1)?.draft ?? state.draft) : state.draft;
}

function remembered(state: EditorState, next: Moment, field: string | undefined): EditorState {
  const goesOn = field !== undefined && field === state.lastField;
  const past = goesOn ? state.past : [...state.past, momentOf(state)].slice(-PAST_MAX);
  return { ...state, ...next, past, future: [], lastField: field };
}

function undone(state: EditorState): EditorState {
  const before = state.past.at(-1);
  if (before === undefined) return state;
  const future = [momentOf(state), ...state.future];
  return { ...state, ...before, past: state.past.slice(0, -1), future, lastField: undefined };
}

function redone(state: EditorState): EditorState {
  const [after, ...future] = state.future;
  if (after === undefined) return state;
  return { ...state, ...after, past: [...state.past, momentOf(state)], future, lastField: undefined };
}

const momentOf = ({ draft, selected }: EditorState): Moment => ({ draft, selected });

/** What was sent is what was saved, also for undo and redo; what was edited meanwhile stays. */
function withSent(state: EditorState, sent: ChainDraft, saved: ChainDraft): EditorState {
  const asSaved = (moment: Moment) => (moment.draft === sent ? { ...moment, draft: saved } : moment);
  return {
    ...state,
    draft: editsOn(state.draft, sent, saved),
    past: state.past.map(asSaved),
    future: state.future.map(asSaved),
  };
}

/** A binding that was edited since keeps the secret that was sent with it: sent again it is known to be the same. */
function editsOn(draft: ChainDraft, sent: ChainDraft, saved: ChainDraft): ChainDraft {
  if (isSame(draft, sent)) return saved;
  const bindings = Object.entries(draft.bindings).map(([environment, own]): [string, Bindings] => {
    const [before, after] = [sent.bindings[environment], saved.bindings[environment]];
    const merged = Object.entries(own).map(([id, binding]): [string, TargetBinding] => [
      id,
      isSame(binding, before?.[id]) ? (after?.[id] ?? binding) : binding,
    ]);
    return [environment, Object.fromEntries(merged)];
  });
  return {
    routes: isSame(draft.routes, sent.routes) ? saved.routes : draft.routes,
    policy: isSame(draft.policy, sent.policy) ? saved.policy : draft.policy,
    bindings: Object.fromEntries(bindings),
  };
}

/** After a save secrets are masked: going back before it would bring back what was typed, which is still valid. */
function kept(state: EditorState): EditorState {
  return { ...state, selected: existing(state.draft, state.selected, REQUEST_CARD), lastField: undefined };
}

function settled(draft: ChainDraft, selected: string): Moment {
  return { draft, selected: existing(draft, selected, draft.policy.chain[0]?.id ?? REQUEST_CARD) };
}

function existing(draft: ChainDraft, card: string, otherwise: string): string {
  if (card === REQUEST_CARD) return card;
  return draft.policy.chain.some((target) => target.id === card) ? card : otherwise;
}

export function isDirty(state: EditorState): boolean {
  return !isSame(state.draft, state.saved);
}

/** Whether two parts of drafts say the same: an edit may have been taken back by hand. */
export function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
