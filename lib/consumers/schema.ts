export * from "./application-schema.ts";
export * from "./delivery-schema.ts";
export * from "./key-schema.ts";
export * from "./plan-schema.ts";
export * from "./subscription-life.ts";
export * from "./subscription-schema.ts";
