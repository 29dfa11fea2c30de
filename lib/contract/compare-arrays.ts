import { listAt } from "./json.ts";
import type { Node } from "./model.ts";
import type { Comparing, Pair } from "./pair.ts";
import { anything } from "./schema-view.ts";

/** The items of an array, those with a place of their own (`prefixItems`) before the rest. */
export function compareArrays({ pair, add, into, same }: Comparing): void {
  const [before, after] = [listAt(pair.old.schema, "prefixItems"), listAt(pair.now.schema, "prefixItems")];
  const count = Math.max(before.length, after.length);
  for (let index = 0; index < count; index++) {
    const [old, now] = [itemAt(pair.old, index), itemAt(pair.now, index)];
    if (index < before.length && index < after.length) {
      into({ old, now }, { step: `[${index}]` });
    } else if (!same(old, now)) {
      const isNew = index >= before.length;
      add({
        kind: isNew ? "prefix-items-added" : "prefix-items-removed",
        judgement: isNew
          ? { request: "risky", response: "breaking" }
          : { request: "breaking", response: "risky" },
        oldAt: isNew ? "" : `/prefixItems/${index}`,
        newAt: isNew ? `/prefixItems/${index}` : "",
        before: before[index],
        after: after[index],
        says: `${isNew ? "describes" : "no longer describes"} item ${index + 1} by itself`,
      });
    }
  }
  if (pair.old.schema["items"] === undefined && pair.now.schema["items"] === undefined) return;
  into({ old: rest(pair.old), now: rest(pair.now) }, { step: "[]" });
}

function itemAt(view: Pair["old"], index: number): Node {
  const items = listAt(view.schema, "prefixItems");
  return index < items.length
    ? { value: items[index], pointer: `${view.pointer}/prefixItems/${index}` }
    : rest(view);
}

function rest({ schema, pointer }: Pair["old"]): Node {
  const items = schema["items"];
  return items === undefined || Array.isArray(items)
    ? anything(pointer)
    : { value: items, pointer: `${pointer}/items` };
}
