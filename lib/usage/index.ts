export * from "./schema.ts";
export { exportApiUsage, exportApplicationUsage, getApiUsage, getApplicationUsage } from "./get-usage.ts";
export { listCallers } from "./list-callers.ts";
