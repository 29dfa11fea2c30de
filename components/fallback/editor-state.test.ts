import { describe, expect, it } from "vitest";
import {
  REQUEST_CARD,
  editorReducer,
  isDirty,
  startEditing,
  type ChainDraft,
  type EditorAction,
} from "./editor-state.ts";

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
