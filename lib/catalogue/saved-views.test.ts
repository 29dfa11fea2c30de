import { describe, expect, it } from "vitest";
import { PAGE_SIZE_MAX } from "#lib/paging";
import { testDatabase } from "#lib/testing";
import { createView, deleteView, getView, listViews, updateView } from "./saved-views.ts";
import { SaveView, UpdateView, ViewList, VIEWS_MAX } from "./schema.ts";
import { failureOf, makePeople } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const people = await makePeople(database);
const { owner, outsider, admin } = people;
const gateway = ctx({ kind: "gateway", id: "g", name: "g", environment: "production" });
const listed = async (actor: typeof owner) =>
  (await listViews(ctx(actor), ViewList.api.parse({}))).items.map((view) => view.name);

describe("saved views", () => {
  it("are their owner's: listed, changed and deleted by nobody else, opened by whoever has the id", async () => {
    const { id, isOwn } = await createView(ctx(owner), {
      name: "Live",
      search: "environment=production&q=pay",
    });
    expect(isOwn).toBe(true);
    expect(await listed(owner)).toEqual(["Live"]);
    expect(await listed(outsider)).toEqual([]);
    expect(await getView(ctx(outsider), { id })).toMatchObject({
      name: "Live",
      isOwn: false,
      ownerName: owner.name,
    });
    for (const actor of [outsider, admin]) {
      expect(await failureOf(updateView(ctx(actor), { id }, { name: "Mine" }))).toMatchObject({
        code: "not_found",
      });
      expect(await failureOf(deleteView(ctx(actor), { id }))).toMatchObject({ code: "not_found" });
    }
    expect(await updateView(ctx(owner), { id }, { search: "q=refund" })).toMatchObject({
      name: "Live",
      search: "q=refund",
    });
    await deleteView(ctx(owner), { id });
    expect(await failureOf(getView(ctx(owner), { id }))).toMatchObject({ code: "not_found" });
    const actions = await db.auditEntry.findMany({
      where: { objectId: id },
      orderBy: { id: "asc" },
      select: { action: true },
    });
    expect(actions.map((entry) => entry.action)).toEqual(["view.create", "view.update", "view.delete"]);
  });

  it("have one name each, per person", async () => {
    const view = { name: "Twice", search: "" };
    await createView(ctx(owner), view);
    await createView(ctx(outsider), view);
    expect(await failureOf(createView(ctx(owner), view))).toMatchObject({ code: "conflict" });
  });

  it("are as many as are shown, of a person, however many are saved at once", async () => {
    const { maintainer } = people;
    const data = Array.from({ length: VIEWS_MAX - 1 }, (_, i) => ({
      id: `view_bound_${i}`,
      userId: maintainer.id,
      name: `bound ${i}`,
      search: "",
    }));
    await db.savedView.createMany({ data });
    const both = await Promise.allSettled(
      ["one", "two"].map((name) => createView(ctx(maintainer), { name, search: "" })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "conflict", message: expect.stringContaining(`${VIEWS_MAX} views`) },
    });
    const all = await listViews(ctx(maintainer), ViewList.api.parse({ size: PAGE_SIZE_MAX }));
    expect(all.items).toHaveLength(VIEWS_MAX);
    await deleteView(ctx(maintainer), { id: "view_bound_0" });
    expect(await createView(ctx(maintainer), { name: "three", search: "" })).toMatchObject({ name: "three" });
  });

  it("are for people", async () => {
    expect(await failureOf(createView(gateway, { name: "x", search: "" }))).toMatchObject({
      code: "forbidden",
    });
    expect(await failureOf(listViews(gateway, ViewList.api.parse({})))).toMatchObject({ code: "forbidden" });
  });

  it.each([
    { name: "", search: "" },
    { name: "x", search: "q=<script>" },
    { name: "x", search: "https://elsewhere.example" },
    { name: "x", search: "a".repeat(2001) },
    { name: "x", search: "", userId: "usr_other" },
  ])("refuses %j", (input) => {
    expect(SaveView.safeParse(input).success).toBe(false);
    expect(UpdateView.safeParse({ ...input, id: "x" }).success).toBe(false);
  });
});
