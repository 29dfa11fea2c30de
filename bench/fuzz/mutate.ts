import type { Random } from "./random.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const HOSTILE: Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  2 ** 31,
  "",
  " ",
  "__proto__",
  "constructor",
  "a".repeat(600),
  "(a+)+$".repeat(20),
  `${"a".repeat(5000)}!`,
  "shop.example.",
  "sһop.example",
  "／shop",
  "/shop/\u202e",
  "\ud800",
  "\0",
  "a\r\nb: c",
  "/a/../b",
  "/%2e%2e",
  "http://[::1",
  "http://127.0.0.1:99999",
  "http://a:b@c",
  "javascript:1",
  [],
  {},
];
const KEYS = [
  "__proto__",
  "constructor",
  "toString",
  "kind",
  "id",
  "endpoints",
  "",
  "\u0000",
  "storeRevision",
];

/** A copy with one place of it changed: another value, another key, one more, one less, two places swapped. */
export function mutate(random: Random, value: Json): Json {
  const copy = JSON.parse(JSON.stringify(value)) as Json;
  const places = placesOf(copy);
  if (places.length === 0) return random.pick(HOSTILE);
  const { holder, key } = random.pick(places);
  change(random, holder, { key, places });
  return copy;
}

type Holder = Json[] | { [key: string]: Json };
interface Place {
  holder: Holder;
  key: string;
}

function placesOf(value: Json): Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => [
    { holder: value, key },
    ...placesOf((value as { [key: string]: Json })[key] as Json),
  ]);
}

function change(random: Random, holder: Holder, { key, places }: { key: string; places: Place[] }): void {
  const slots = holder as { [key: string]: Json };
  switch (random.int(7)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return;
    case 1:
      return put(slots, random.pick(KEYS), slots[key] as Json);
    case 2: {
      const other = random.pick(places);
      return put(slots, key, JSON.parse(JSON.stringify((other.holder as typeof slots)[other.key])) as Json);
    }
    case 3:
      return put(slots, key, deep(random.int(200), slots[key] as Json));
    case 4:
      if (Array.isArray(holder)) holder.push(...holder.slice(0, 30));
      else put(slots, random.pick(KEYS), random.pick(HOSTILE));
      return;
    default:
      put(slots, key, random.pick(HOSTILE));
  }
}

/** As JSON.parse does it: `__proto__` becomes a key of its own. */
function put(holder: { [key: string]: Json }, key: string, value: Json): void {
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

function deep(levels: number, value: Json): Json {
  let nested = value;
  for (let n = 0; n < levels; n++) nested = n % 2 === 0 ? [nested] : { a: nested };
  return nested;
}
