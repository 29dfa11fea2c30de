export { prepareFacts } from "./prepare-facts.ts";
export { judgeContent, judgeSunset, readRules } from "./judge.ts";
export type { Addresses, Judged, JudgedEnvironment } from "./judged.ts";
export { ensureDefaultRules } from "./ensure-default-rules.ts";
