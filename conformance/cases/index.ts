import type { Case } from "../case.ts";
import { ANSWERING } from "./answering.ts";
import { HEADERS } from "./headers.ts";
import { LOAD } from "./load.ts";
import { ORDERING } from "./ordering.ts";
import { PUBLISHING } from "./publishing.ts";
import { REACHING } from "./reaching.ts";
import { REPLAYING } from "./replaying.ts";
import { STREAMING } from "./streaming.ts";

/** All conformance cases of fallback/v1, c01 to c27. */
export const CASES: readonly Case[] = [
  ...REACHING,
  ...ANSWERING,
  ...REPLAYING,
  ...ORDERING,
  ...LOAD,
  ...PUBLISHING,
  ...STREAMING,
  ...HEADERS,
].sort((a, b) => (a.id < b.id ? -1 : 1));
