import { describe, expect, it } from "vitest";
import type { TargetBinding } from "#lib/fallback/schema";
import type { ChainDraft } from "./chain-edit.ts";
import { REQUEST_CARD, editorReducer, isDirty, startEditing, type EditorAction } from "./editor-state.ts";

const draft: ChainDraft = {
  routes: [{ hosts: [], pathPrefix: "/orders", methods: [], stripPrefix: true }],
  policy: {
    apiVersion: "fallback/v1",
    id: "orders-v1",
    chain: [
      { id: "primary", kind: "http" },
      { id: "backup", kind: "http" },
      { id: "sorry", kind: "static", status: 503 },
    ],
  },
  bindings: {
    production: {
      primary: { endpoints: [{ url: "http://a.test" }] },
      backup: { endpoints: [{ url: "http://b.test" }] },
    },
    sandbox: { backup: { endpoints: [{ url: "http://s.test" }] } },
  },
};

const run = (...actions: EditorAction[]) => actions.reduce(editorReducer, startEditing(draft, 3));
const ids = (state: ReturnType<typeof run>) => state.draft.policy.chain.map((target) => target.id);

describe("editing a chain", () => {
  it("starts clean on the first target", () => {
    const state = run();
    expect(state.selected).toBe("primary");
    expect(isDirty(state)).toBe(false);
  });

  it("moves a target and moves it back to clean", () => {
    const there = run({ type: "move", from: 1, to: 0 });
    expect(ids(there)).toEqual(["backup", "primary", "sorry"]);
    expect(isDirty(there)).toBe(true);
    expect(isDirty(editorReducer(there, { type: "move", from: 1, to: 0 }))).toBe(false);
  });

  it("adds with a free name and selects it", () => {
    const state = run({ type: "add", at: 2, kind: "http" });
    expect(ids(state)).toEqual(["primary", "backup", "backup-2", "sorry"]);
    expect(state.selected).toBe("backup-2");
  });

  it("takes a removed target's bindings away in every environment", () => {
    const state = run({ type: "select", id: "backup" }, { type: "remove", id: "backup" });
    expect(ids(state)).toEqual(["primary", "sorry"]);
    expect(state.selected).toBe("sorry");
    expect(state.draft.bindings).toEqual({
      production: { primary: draft.bindings.production?.primary },
      sandbox: {},
    });
  });

  it("falls back to the request card when the chain is empty", () => {
    const remove = (id: string): EditorAction => ({ type: "remove", id });
    expect(run(remove("primary"), remove("backup"), remove("sorry")).selected).toBe(REQUEST_CARD);
  });

  it("renames a target together with its bindings", () => {
    const state = run({ type: "select", id: "backup" }, { type: "rename", id: "backup", to: "dr" });
    expect(ids(state)).toEqual(["primary", "dr", "sorry"]);
    expect(Object.keys(state.draft.bindings.sandbox ?? {})).toEqual(["dr"]);
    expect(state.selected).toBe("dr");
  });

  it("keeps the edits when another edit was saved first", () => {
    const edited = run({ type: "remove", id: "sorry" });
    const rebased = editorReducer(edited, { type: "rebased", saved: draft, etag: 4 });
    expect(rebased.etag).toBe(4);
    expect(ids(rebased)).toEqual(["primary", "backup"]);
    expect(isDirty(rebased)).toBe(true);
  });

  it("discards to what is saved", () => {
    expect(run({ type: "remove", id: "sorry" }, { type: "discard" }).draft).toEqual(draft);
  });
});

describe("undo and redo", () => {
  const timeout = (connectMs: number): EditorAction => ({
    type: "set_target",
    id: "primary",
    target: { id: "primary", kind: "http", timeouts: { connectMs } },
    field: "timeouts.connectMs",
  });

  it("bring back what was removed, with its addresses and its place", () => {
    const there = run({ type: "select", id: "backup" }, { type: "remove", id: "backup" });
    const back = editorReducer(there, { type: "undo" });
    expect(back.draft).toEqual(draft);
    expect(back.selected).toBe("backup");
    expect(ids(editorReducer(back, { type: "redo" }))).toEqual(["primary", "sorry"]);
  });

  it("take what was typed into one field as one step", () => {
    const typed = run(timeout(3), timeout(30), timeout(300));
    expect(typed.past).toHaveLength(1);
    expect(editorReducer(typed, { type: "undo" }).draft).toEqual(draft);
    const twice = [{ type: "select", id: "primary" } as const, timeout(5)].reduce(editorReducer, typed);
    expect(twice.past).toHaveLength(2);
  });

  it("put a removed target back, whatever was edited since", () => {
    const state = run(
      { type: "remove", id: "backup" },
      timeout(3),
      { type: "put_back", id: "backup" },
      { type: "put_back", id: "backup" },
    );
    expect(state.draft.bindings).toEqual(draft.bindings);
    expect(state.draft.policy.chain).toEqual([
      { id: "primary", kind: "http", timeouts: { connectMs: 3 } },
      draft.policy.chain[1],
      draft.policy.chain[2],
    ]);
  });

  it("forget what lies ahead at the next edit, and do nothing at the ends", () => {
    const start = run();
    expect(editorReducer(start, { type: "undo" })).toBe(start);
    expect(editorReducer(start, { type: "redo" })).toBe(start);
    const other = run(timeout(3), { type: "undo" }, { type: "remove", id: "sorry" });
    expect(other.future).toEqual([]);
  });

  it("undo a discard", () => {
    const state = run({ type: "remove", id: "sorry" }, { type: "discard" }, { type: "undo" });
    expect(ids(state)).toEqual(["primary", "backup"]);
  });
});

describe("copies and whole policies", () => {
  it("puts a copy with its addresses behind the target", () => {
    const state = run({ type: "duplicate", id: "backup" });
    expect(ids(state)).toEqual(["primary", "backup", "backup-2", "sorry"]);
    expect(state.selected).toBe("backup-2");
    expect(state.draft.bindings.sandbox?.["backup-2"]).toEqual({ endpoints: [{ url: "http://s.test" }] });
  });

  const written = (...names: string[]): EditorAction => ({
    type: "write_policy",
    policy: { ...draft.policy, chain: names.map((id) => ({ id, kind: "http" as const })) },
  });

  it("lets addresses follow a name that is edited as text, letter by letter", () => {
    const chain = (id: string) => written("primary", id, "third");
    const state = run(chain("backup"), chain("backu"), chain("back"), chain("back-b"));
    expect(state.draft.bindings.production?.["back-b"]).toEqual({ endpoints: [{ url: "http://b.test" }] });
  });

  it("leaves a target its addresses when a copy of it is pasted as text and named", () => {
    const chain = (id: string) => written("primary", "backup", id);
    const state = run(chain("backup"), chain("backup2"), chain("backup-2"));
    const { production, sandbox } = draft.bindings;
    expect(state.draft.bindings).toEqual({
      production: { ...production, "backup-2": production?.backup },
      sandbox: { ...sandbox, "backup-2": sandbox?.backup },
    });
  });

  it("mixes no addresses up when a name that is edited as text is another's for a while", () => {
    const three = run(written("primary", "backup", "backup2"), { type: "select", id: "backup2" });
    const own: TargetBinding = { endpoints: [{ url: "http://own.test" }] };
    const environment = "production";
    const bound = editorReducer(three, {
      type: "set_binding",
      id: "backup2",
      environment,
      binding: own,
      field: "url",
    });
    const taken = editorReducer(bound, written("primary", "backup", "backup"));
    expect(taken.draft.bindings).toEqual(draft.bindings);
    expect(editorReducer(taken, written("primary", "backup", "backup2")).draft).toEqual(bound.draft);
    const free = editorReducer(taken, written("primary", "backup", "backup3"));
    expect(free.draft.bindings).toEqual({
      ...draft.bindings,
      production: { ...draft.bindings.production, backup3: own },
    });
  });

  it("drops the addresses of targets that are gone, and selects one that is there", () => {
    const state = run({ type: "select", id: "backup" }, written("primary"));
    expect(Object.keys(state.draft.bindings.production ?? {})).toEqual(["primary"]);
    expect(state.selected).toBe("primary");
  });

  it("opens on the card a link names, when it is there", () => {
    expect(startEditing(draft, 1, "sorry").selected).toBe("sorry");
    expect(startEditing(draft, 1, REQUEST_CARD).selected).toBe(REQUEST_CARD);
    expect(startEditing(draft, 1, "gone").selected).toBe("primary");
  });
});
