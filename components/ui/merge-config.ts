import type { Config } from "tailwind-merge";

const any = [() => true];
const sides = { t: "", r: "", b: "", l: "", x: "", y: "" };
const perSide = (name: string) =>
  Object.fromEntries(Object.keys(sides).map((side) => [`${name}${side}`, [{ [`${name}${side}`]: any }]]));
const borderPerSide = Object.fromEntries(
  Object.keys(sides).map((side) => [`border-${side}`, [{ [`border-${side}`]: ["", ...any] }]]),
);

/**
 * The properties that callers of a component may set again: layout, size, space, type, colour, border. The library's
 * own list holds all of Tailwind and would cost every page 6 kB of script.
 */
export const MERGE_CONFIG: Config<string, string> = {
  cacheSize: 500,
  theme: {},
  classGroups: {
    display: [
      "block",
      "inline",
      "inline-block",
      "flex",
      "inline-flex",
      "grid",
      "inline-grid",
      "hidden",
      "table-cell",
    ],
    position: ["static", "fixed", "absolute", "relative", "sticky"],
    size: [{ size: any }],
    w: [{ w: any }],
    h: [{ h: any }],
    "min-w": [{ "min-w": any }],
    "max-w": [{ "max-w": any }],
    "min-h": [{ "min-h": any }],
    "max-h": [{ "max-h": any }],
    p: [{ p: any }],
    ...perSide("p"),
    gap: [{ gap: any }],
    "gap-x": [{ "gap-x": any }],
    "gap-y": [{ "gap-y": any }],
    direction: ["flex-row", "flex-col", "flex-row-reverse", "flex-col-reverse"],
    wrap: ["flex-wrap", "flex-nowrap"],
    items: [{ items: any }],
    justify: [{ justify: any }],
    self: [{ self: any }],
    overflow: [{ overflow: any }],
    white: [{ whitespace: any }],
    "text-size": [{ text: ["xs", "sm", "base", "lg", "xl", "2xl"] }],
    "text-align": [{ text: ["left", "center", "right"] }],
    "text-color": [{ text: any }],
    "font-weight": [{ font: ["normal", "medium", "semibold", "bold"] }],
    "font-family": [{ font: ["sans", "mono"] }],
    bg: [{ bg: any }],
    border: [{ border: ["", "0", "2"] }],
    "border-style": [{ border: ["solid", "dashed", "dotted", "none"] }],
    ...borderPerSide,
    "border-color": [{ border: any }],
    rounded: [{ rounded: ["", ...any] }],
    shadow: [{ shadow: any }],
    opacity: [{ opacity: any }],
  },
  conflictingClassGroups: {
    size: ["w", "h"],
    p: ["pt", "pr", "pb", "pl", "px", "py"],
    px: ["pl", "pr"],
    py: ["pt", "pb"],
    gap: ["gap-x", "gap-y"],
  },
  conflictingClassGroupModifiers: {},
  orderSensitiveModifiers: [],
};
