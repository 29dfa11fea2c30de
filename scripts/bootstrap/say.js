/** What the scripts print: short lines, one per step. */

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
/** @type {(code: number, text: string) => string} */
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

/** @type {(text: string) => string} */
export const dim = (text) => paint(2, text);
/** @type {(text: string) => string} */
export const bold = (text) => paint(1, text);

/** @type {(text?: string) => void} */
export const line = (text = "") => console.log(text === "" ? "" : `  ${text}`);
/** @type {(text: string) => void} */
export const done = (text) => console.log(`  ${paint(32, "✓")} ${text}`);
/** @type {(text: string) => void} */
export const working = (text) => console.log(`  ${paint(36, "…")} ${text}`);
/** @type {(text: string) => void} */
export const warn = (text) => console.log(`  ${paint(33, "!")} ${text.replaceAll("\n", "\n    ")}`);
/** @type {(text: string) => void} */
export const fail = (text) => console.error(`  ${paint(31, "✗")} ${text.replaceAll("\n", "\n    ")}`);

/** Seconds since `startedMs`, as people read them. @type {(startedMs: number) => string} */
export const since = (startedMs) => `${((Date.now() - startedMs) / 1000).toFixed(1)} s`;
