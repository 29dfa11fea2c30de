export * from "./schema.ts";
export { inspectDocument } from "./inspect-document.ts";
export { fetchDocument } from "./fetch-document.ts";
export { readReference } from "./read-reference.ts";
export { parseText } from "./parse-text.ts";
export { compareTexts } from "./compare-texts.ts";
export { compareStandIn } from "./compare-stand-in.ts";
export { checkStyle } from "./check-style.ts";
export { summariseDocument } from "./summarise-document.ts";
