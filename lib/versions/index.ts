export * from "./schema.ts";
export { getVersionLife } from "./get-version-life.ts";
export { getSunsetFindings } from "./short-notice.ts";
export { moveVersion } from "./move-version.ts";
export { acknowledgeSunset, listVersionCallers } from "./version-callers.ts";
export { listEndings } from "./list-endings.ts";
export { runSunsets } from "./run-sunsets.ts";
export { judgeDocument } from "./judge-document.ts";
