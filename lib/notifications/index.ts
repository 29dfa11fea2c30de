export * from "./schema.ts";
export { notify, DELIVER_TASK, type Happening } from "./notify.ts";
