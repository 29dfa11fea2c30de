export * from "./api-schema.ts";
export * from "./list-schema.ts";
export * from "./view-schema.ts";
export * from "./finding-schema.ts";
export * from "./draft-schema.ts";
export * from "./settings-schema.ts";
